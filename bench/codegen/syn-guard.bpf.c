/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
 * Drops TCP SYNs above a rate per source. A SYN that offers neither MSS nor timestamps, as flood tools send them, weighs
 * eight times as much.
 */
#include "bench.h"

#define WINDOW_NANOS 1000000000ull
#define PER_WINDOW 1000000000ull
#define MAX_OPTIONS 6

struct bucket {
	__u64 start;
	__u64 weight;
	__u64 dropped;
};

MAP(BUCKETS);

SEC("xdp") int run(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *data_end = (void *)(long)ctx->data_end;
	struct eth *eth = data;
	void *next = eth + 1;
	struct ipv4 *ip;
	struct tcp *tcp;
	__u8 *option, *options_end;
	__u32 header, mss = 0;
	__u64 weight = 1, now;
	int stamped = 0;
	struct bucket *bucket;
	__be16 type;
	__be32 source;

	if (next > data_end)
		return XDP_PASS;
	type = eth->type;
	for (int i = 0; i < 2; i++) {
		struct vlan *vlan = next;

		if (type != bpf_htons(ETH_P_8021Q) && type != bpf_htons(ETH_P_8021AD))
			break;
		if ((void *)(vlan + 1) > data_end)
			return XDP_PASS;
		type = vlan->type;
		next = vlan + 1;
	}
	if (type != bpf_htons(ETH_P_IP))
		return XDP_PASS;
	ip = next;
	if ((void *)(ip + 1) > data_end || ip->protocol != IPPROTO_TCP)
		return XDP_PASS;
	header = (ip->version_ihl & 0xf) * 4;
	if (header < sizeof(*ip))
		return XDP_PASS;
	source = ip->source;
	tcp = next + header;
	if ((void *)(tcp + 1) > data_end || (tcp->flags & 0x12) != 0x02)
		return XDP_PASS;

	option = (__u8 *)(tcp + 1);
	options_end = (__u8 *)tcp + (tcp->data_offset >> 4) * 4;
	for (int i = 0; i < MAX_OPTIONS; i++) {
		__u8 kind, length;

		if (option >= options_end || (void *)(option + 2) > data_end)
			break;
		kind = option[0];
		if (kind == 0)
			break;
		if (kind == 1) {
			option++;
			continue;
		}
		length = option[1];
		if (length < 2)
			break;
		if (kind == 2 && length == 4) {
			if ((void *)(option + 4) > data_end)
				break;
			mss = option[2] << 8 | option[3];
		} else if (kind == 8) {
			stamped = 1;
		}
		option += length;
	}
	if (mss == 0 && !stamped)
		weight = 8;

	bucket = bpf_map_lookup_elem(&BUCKETS, &source);
	if (!bucket) {
		struct bucket zero = {};

		bpf_map_update_elem(&BUCKETS, &source, &zero, BPF_NOEXIST);
		bucket = bpf_map_lookup_elem(&BUCKETS, &source);
		if (!bucket)
			return XDP_PASS;
	}
	now = bpf_ktime_get_ns();
	if (now - bucket->start > WINDOW_NANOS) {
		bucket->start = now;
		bucket->weight = 0;
	}
	bucket->weight += weight;
	if (bucket->weight > PER_WINDOW) {
		bucket->dropped++;
		return XDP_DROP;
	}
	return XDP_PASS;
}
