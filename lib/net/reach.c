#include "net/reach.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

struct block4 {
	uint32_t	 net;
	int		 bits;
};

/* IANA IPv4 special-purpose address registry: all that is not globally reachable. */
static const struct block4 closed4[] = {
	{ 0x00000000, 8 },	/* this network */
	{ 0x0A000000, 8 }, { 0xAC100000, 12 }, { 0xC0A80000, 16 },	/* private */
	{ 0x64400000, 10 },	/* shared, behind carriers' NAT */
	{ 0x7F000000, 8 },	/* loopback */
	{ 0xA9FE0000, 16 },	/* link-local */
	{ 0xC0000000, 24 },	/* protocol assignments */
	{ 0xC0000200, 24 }, { 0xC6336400, 24 }, { 0xCB007100, 24 },	/* documentation */
	{ 0xC0586300, 24 },	/* 6to4 relays */
	{ 0xC6120000, 15 },	/* benchmarking */
	{ 0xE0000000, 4 },	/* multicast */
	{ 0xF0000000, 4 }	/* reserved, broadcast */
};

struct block6 {
	unsigned char	 net[16];
	int		 bits;
};

/* Only 2000::/3 is given out; of that these are not, or carry an IPv4 address. */
static const struct block6 closed6[] = {
	{ { 0x20, 0x01, 0x00, 0x00 }, 23 },			/* protocol assignments, Teredo */
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 },			/* documentation */
	{ { 0x20, 0x02 }, 16 },					/* 6to4 */
	{ { 0x3f, 0xff }, 20 }					/* documentation */
};

static int
is_public4(uint32_t a)
{
	size_t	 i;

	for (i = 0; i < sizeof closed4 / sizeof closed4[0]; i++)
		if ((a ^ closed4[i].net) >> (32 - closed4[i].bits) == 0)
			return 0;
	return 1;
}

static int
is_within(const unsigned char *a, const struct block6 *b)
{
	int	 whole = b->bits / 8, rest = b->bits % 8;

	if (memcmp(a, b->net, (size_t)whole) != 0)
		return 0;
	return rest == 0 || (a[whole] ^ b->net[whole]) >> (8 - rest) == 0;
}

static int
is_public6(const unsigned char *a)
{
	size_t	 i;

	if ((a[0] & 0xE0) != 0x20)		/* loopback, mapped, NAT64, ULA, link-local, multicast ... */
		return 0;
	for (i = 0; i < sizeof closed6 / sizeof closed6[0]; i++)
		if (is_within(a, &closed6[i]))
			return 0;
	return 1;
}

int
reach_public(const struct sockaddr *sa)
{
	struct sockaddr_in	 v4;
	struct sockaddr_in6	 v6;

	if (sa->sa_family == AF_INET) {
		memcpy(&v4, sa, sizeof v4);
		return is_public4(ntohl(v4.sin_addr.s_addr));
	}
	if (sa->sa_family != AF_INET6)
		return 0;
	memcpy(&v6, sa, sizeof v6);
	return is_public6(v6.sin6_addr.s6_addr);
}

int
reach_loopback(const struct sockaddr *sa)
{
	struct sockaddr_in	 v4;
	struct sockaddr_in6	 v6;

	if (sa->sa_family == AF_INET) {
		memcpy(&v4, sa, sizeof v4);
		return ntohl(v4.sin_addr.s_addr) >> 24 == 127;
	}
	if (sa->sa_family != AF_INET6)
		return 0;
	memcpy(&v6, sa, sizeof v6);
	return IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
}

unsigned
reach_port(const struct sockaddr *sa)
{
	struct sockaddr_in	 v4;
	struct sockaddr_in6	 v6;

	if (sa->sa_family == AF_INET) {
		memcpy(&v4, sa, sizeof v4);
		return ntohs(v4.sin_port);
	}
	if (sa->sa_family != AF_INET6)
		return 0;
	memcpy(&v6, sa, sizeof v6);
	return ntohs(v6.sin6_port);
}
