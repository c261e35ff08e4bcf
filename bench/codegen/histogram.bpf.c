/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
 * A log2 histogram, as latency tools keep it, of a number that the packet carries.
 */
#include "bench.h"

struct sample {
	__be64 nanos;
};

struct slot {
	__u64 count;
	__u64 sum;
};

MAP(SLOTS);

static __always_inline __u32 log2_32(__u32 v)
{
	__u32 shift, r;

	r = (v > 0xffff) << 4; v >>= r;
	shift = (v > 0xff) << 3; v >>= shift; r |= shift;
	shift = (v > 0xf) << 2; v >>= shift; r |= shift;
	shift = (v > 0x3) << 1; v >>= shift; r |= shift;
	return r | (v >> 1);
}

static __always_inline __u32 log2_64(__u64 v)
{
	__u32 high = v >> 32;

	return high ? log2_32(high) + 32 : log2_32(v);
}

SEC("xdp") int run(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *data_end = (void *)(long)ctx->data_end;
	struct sample *sample = data + sizeof(struct eth);
	struct slot *slot;
	__u64 nanos;
	__u32 index;

	if ((void *)(sample + 1) > data_end)
		return XDP_PASS;
	nanos = __builtin_bswap64(sample->nanos);
	index = log2_64(nanos);
	slot = bpf_map_lookup_elem(&SLOTS, &index);
	if (!slot)
		return XDP_PASS;
	slot->count++;
	slot->sum += nanos;
	return XDP_PASS;
}
