/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
 * Counts packets and bytes per IPv4 source.
 */
#include "bench.h"

struct counter {
	__u64 packets;
	__u64 bytes;
};

MAP(SOURCES);

SEC("xdp") int run(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *data_end = (void *)(long)ctx->data_end;
	struct eth *eth = data;
	struct ipv4 *ip = data + sizeof(*eth);
	struct counter *counter;
	__be32 source;

	if ((void *)(ip + 1) > data_end || eth->type != bpf_htons(ETH_P_IP))
		return XDP_PASS;
	source = ip->source;
	counter = bpf_map_lookup_elem(&SOURCES, &source);
	if (!counter) {
		struct counter zero = {};

		bpf_map_update_elem(&SOURCES, &source, &zero, BPF_NOEXIST);
		counter = bpf_map_lookup_elem(&SOURCES, &source);
		if (!counter)
			return XDP_PASS;
	}
	counter->packets++;
	counter->bytes += data_end - data;
	return XDP_PASS;
}
