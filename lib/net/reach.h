/*
 * Which addresses of the network are everybody's?  Pages are fetched from no other: what a stranger names must
 * not lead to machines that trust ours.
 */
#ifndef ASM_NET_REACH_H
#define ASM_NET_REACH_H

#include <sys/socket.h>

/*
 * 1 if it is an address of the public internet: not loopback, private, link-local, shared (CGNAT), multicast,
 * documentation, benchmarking or reserved, nor an IPv6 form that carries such an IPv4 address (mapped, NAT64, 6to4, Teredo).
 */
int	 reach_public(const struct sockaddr *);
/* 1 if it is of this machine: 127.0.0.0/8, ::1. */
int	 reach_loopback(const struct sockaddr *);
/* Its port. */
unsigned reach_port(const struct sockaddr *);

#endif
