/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
 * An L4 load balancer: 5-tuple hash, Maglev ring, IPIP towards the backend; what comes in IPIP is unwrapped. What includes it gives RING_SIZE, SEED, SOURCE
 * (host order) and BY_PORT.
 */
#include "bench.h"

struct backend {
	__be32 address;
	__u8 mac[6];
	__u8 up;
	__u8 reserved;
	__u64 packets;
	__u64 bytes;
};

MAP(RING);
MAP(BACKENDS);

static __always_inline __u32 rotate(__u32 value, int bits)
{
	return value << bits | value >> (32 - bits);
}

/* The end of Jenkins' lookup3, as jhash_3words has it. */
static __always_inline __u32 mix(__u32 a, __u32 b, __u32 c)
{
	c ^= b; c -= rotate(b, 14);
	a ^= c; a -= rotate(c, 11);
	b ^= a; b -= rotate(a, 25);
	c ^= b; c -= rotate(b, 16);
	a ^= c; a -= rotate(c, 4);
	b ^= a; b -= rotate(a, 14);
	c ^= b; c -= rotate(b, 24);
	return c;
}

SEC("xdp") int run(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *data_end = (void *)(long)ctx->data_end;
	struct eth *eth = data, *inner_eth, *outer_eth;
	struct ipv4 *ip = data + sizeof(*eth), *outer;
	struct backend *backend;
	struct ports *ports;
	__u32 hash, slot, *id, sum = 0;
	__u16 length;
	__be16 *half;

	if ((void *)(ip + 1) > data_end || eth->type != bpf_htons(ETH_P_IP))
		return XDP_PASS;
	if (ip->version_ihl != 0x45)
		return XDP_PASS;
	if (ip->protocol == IPPROTO_IPIP) {
		inner_eth = data + sizeof(*ip);
		__builtin_memcpy(inner_eth->source, eth->destination, 6);
		__builtin_memcpy(inner_eth->destination, eth->source, 6);
		inner_eth->type = bpf_htons(ETH_P_IP);
		return bpf_xdp_adjust_head(ctx, sizeof(*ip)) ? XDP_DROP : XDP_PASS;
	}
	if (ip->protocol != IPPROTO_TCP && ip->protocol != IPPROTO_UDP)
		return XDP_PASS;
	if (ip->fragment & bpf_htons(0x3fff))
		return XDP_DROP;
	ports = (void *)(ip + 1);
	if ((void *)(ports + 1) > data_end)
		return XDP_DROP;

	hash = mix(bpf_htonl(ip->source) + SEED, bpf_htonl(ip->destination) + SEED,
		   (BY_PORT ? (__u32)bpf_ntohs(ports->source) << 16 | bpf_ntohs(ports->destination) : 0) +
			   ip->protocol + SEED);
	slot = hash % RING_SIZE;
	id = bpf_map_lookup_elem(&RING, &slot);
	if (!id)
		return XDP_DROP;
	backend = bpf_map_lookup_elem(&BACKENDS, id);
	if (!backend || !backend->up)
		return XDP_DROP;
	length = bpf_ntohs(ip->total_length);
	backend->packets++;
	backend->bytes += length;

	if (bpf_xdp_adjust_head(ctx, -(int)sizeof(*outer)))
		return XDP_DROP;
	data = (void *)(long)ctx->data;
	data_end = (void *)(long)ctx->data_end;
	outer_eth = data;
	outer = data + sizeof(*outer_eth);
	if ((void *)(outer + 1) > data_end)
		return XDP_DROP;
	inner_eth = data + sizeof(*outer);
	__builtin_memcpy(outer_eth->source, inner_eth->destination, 6);
	__builtin_memcpy(outer_eth->destination, backend->mac, 6);
	outer_eth->type = bpf_htons(ETH_P_IP);
	outer->version_ihl = 0x45;
	outer->tos = 0;
	outer->total_length = bpf_htons(length + sizeof(*outer));
	outer->id = 0;
	outer->fragment = bpf_htons(0x4000);
	outer->ttl = 64;
	outer->protocol = IPPROTO_IPIP;
	outer->checksum = 0;
	outer->source = bpf_htonl(SOURCE);
	outer->destination = backend->address;
	half = (void *)outer;
#pragma clang loop unroll(full)
	for (int i = 0; i < sizeof(*outer) / 2; i++)
		sum += half[i];
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	outer->checksum = ~sum;
	return XDP_TX;
}
