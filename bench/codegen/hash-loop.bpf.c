/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
 * FNV-1a over the first 64 bytes after the Ethernet header, written into the packet.
 */
#include "bench.h"

#define STEPS 64

struct stamp {
	__be32 hash;
};

SEC("xdp") int run(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *data_end = (void *)(long)ctx->data_end;
	__u8 *bytes = data + sizeof(struct eth);
	struct stamp *stamp = data;
	__u32 hash = 0x811c9dc5;

	if ((void *)(bytes + STEPS) > data_end)
		return XDP_PASS;
	for (int i = 0; i < STEPS; i++) {
		hash ^= bytes[i];
		hash *= 0x01000193;
	}
	stamp->hash = bpf_htonl(hash);
	return hash & 1 ? XDP_DROP : XDP_PASS;
}
