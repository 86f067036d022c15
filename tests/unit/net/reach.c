/* Which addresses are everybody's: every block that is not, from both sides. */
#include "net/reach.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include "tests/unit/tap.h"

union any {
	struct sockaddr		 sa;
	struct sockaddr_in	 v4;
	struct sockaddr_in6	 v6;
	struct sockaddr_un	 local;
};

static void
address(union any *a, const char *text)
{
	memset(a, 0, sizeof *a);
	if (strchr(text, ':') != NULL) {
		a->v6.sin6_family = AF_INET6;
		a->v6.sin6_port = htons(8080);
		if (inet_pton(AF_INET6, text, &a->v6.sin6_addr) != 1)
			bail("%s is no address", text);
	} else {
		a->v4.sin_family = AF_INET;
		a->v4.sin_port = htons(443);
		if (inet_pton(AF_INET, text, &a->v4.sin_addr) != 1)
			bail("%s is no address", text);
	}
}

static void
test_public(void)
{
	static const char *const closed[] = {
		"0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.255",
		"169.254.0.0", "169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.255", "192.0.2.1", "192.88.99.1",
		"192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.7", "203.0.113.255", "224.0.0.1",
		"239.255.255.255", "240.0.0.0", "255.255.255.255",
		"::", "::1", "::ffff:8.8.8.8", "::8.8.8.8", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:1ff:ffff::1",
		"2001:db8::1", "2001:db8:ffff::1", "2002:808:808::1", "3fff::1", "3fff:fff:ffff::1", "4000::1", "5f00::1", "fc00::1",
		"fdff::1", "fe80::1", "fec0::1", "ff02::1", "1fff::1"
	};
	static const char *const open[] = {
		"1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
		"169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.0.3.0", "192.88.98.255", "192.88.100.0",
		"192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255", "198.51.101.0", "203.0.112.255",
		"203.0.114.0", "223.255.255.255",
		"2000::1", "2001:200::1", "2001:db7:ffff::1", "2001:db9::1", "2003::1", "2a00:1450:4003:80f::200e", "3ffe:ffff::1",
		"3fff:1000::1"
	};
	union any	 a;
	size_t		 i;

	for (i = 0; i < sizeof closed / sizeof closed[0]; i++) {
		address(&a, closed[i]);
		is_int(reach_public(&a.sa), 0, "%s is not everybody's", closed[i]);
	}
	for (i = 0; i < sizeof open / sizeof open[0]; i++) {
		address(&a, open[i]);
		is_int(reach_public(&a.sa), 1, "%s is", open[i]);
	}
}

static void
test_loopback(void)
{
	static const struct {
		const char	*text;
		int		 is;
	} addresses[] = {
		{ "127.0.0.0", 1 }, { "127.0.0.1", 1 }, { "127.255.255.255", 1 }, { "126.255.255.255", 0 }, { "128.0.0.0", 0 },
		{ "0.0.0.0", 0 }, { "::1", 1 }, { "::", 0 }, { "::ffff:127.0.0.1", 0 }, { "fe80::1", 0 }
	};
	union any	 a;
	size_t		 i;

	for (i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
		address(&a, addresses[i].text);
		is_int(reach_loopback(&a.sa), addresses[i].is, "%s is %sof this machine", addresses[i].text, addresses[i].is ? "" : "not ");
	}
}

static void
test_others(void)
{
	union any	 a;

	address(&a, "8.8.8.8");
	is_int(reach_port(&a.sa), 443, "a port");
	address(&a, "2000::1");
	is_int(reach_port(&a.sa), 8080, "of IPv6");
	memset(&a, 0, sizeof a);
	a.local.sun_family = AF_UNIX;
	is_int(reach_public(&a.sa), 0, "a socket of this machine is not everybody's");
	is_int(reach_loopback(&a.sa), 0, "and no address of it");
	is_int(reach_port(&a.sa), 0, "without a port");
}

int
main(void)
{
	test_public();
	test_loopback();
	test_others();
	return done();
}
