/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
 * Says from the first 64 bytes of a TCP payload which kind of HTTP/1 request it is.
 */
#include "bench.h"

#define LINE 64

enum { OTHER, GET, HEAD, POST, PUT, DELETE, RESPONSE, METHODS };

struct class {
	__u64 requests;
	__u64 api;
	__u64 path_bytes;
	__u64 truncated;
};

MAP(CLASSES);

static __always_inline __u32 word(const __u8 *b)
{
	return (__u32)b[0] << 24 | (__u32)b[1] << 16 | (__u32)b[2] << 8 | b[3];
}

SEC("xdp") int run(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *data_end = (void *)(long)ctx->data_end;
	struct eth *eth = data;
	struct ipv4 *ip = data + sizeof(*eth);
	struct tcp *tcp;
	struct class *class;
	__u8 *line;
	__u32 header, first, method, path, end = 0;

	if ((void *)(ip + 1) > data_end || eth->type != bpf_htons(ETH_P_IP) || ip->protocol != IPPROTO_TCP)
		return XDP_PASS;
	header = (ip->version_ihl & 0xf) * 4;
	if (header < sizeof(*ip))
		return XDP_PASS;
	tcp = (void *)ip + header;
	if ((void *)(tcp + 1) > data_end)
		return XDP_PASS;
	line = (__u8 *)tcp + (tcp->data_offset >> 4) * 4;
	barrier_var(line); /* keep the checked pointer the one that is read through */
	if ((void *)(line + LINE) > data_end)
		return XDP_PASS;

	first = word(line);
	switch (first) {
	case 0x47455420: /* "GET " */
		method = GET;
		path = 4;
		break;
	case 0x48454144: /* "HEAD" */
		method = HEAD;
		path = 5;
		break;
	case 0x504f5354: /* "POST" */
		method = POST;
		path = 5;
		break;
	case 0x50555420: /* "PUT " */
		method = PUT;
		path = 4;
		break;
	case 0x44454c45: /* "DELE" */
		method = DELETE;
		path = 7;
		break;
	case 0x48545450: /* "HTTP" */
		method = RESPONSE;
		path = 9;
		break;
	default:
		method = OTHER;
		path = 0;
	}
	class = bpf_map_lookup_elem(&CLASSES, &method);
	if (!class)
		return XDP_PASS;
	class->requests++;
	if (method == OTHER)
		return XDP_DROP;
	for (__u32 i = 4; i < LINE; i++) {
		if (i >= path && (line[i] == ' ' || line[i] == '\r')) {
			end = i;
			break;
		}
	}
	if (end == 0) {
		class->truncated++;
		end = LINE;
	}
	class->path_bytes += end - path;
	if (method == GET && word(line + 4) == 0x2f617069) /* "/api" */
		class->api++;
	return XDP_PASS;
}
