/**
 * Netlink to the kernel's routing side: messages and attributes as pure codecs, a socket that sends one and reads its
 * answers, and on top of it network interfaces, addresses, qdiscs and filters, in any network namespace.
 */
@NullMarked
package dev.skep.bpf.netlink;

import org.jspecify.annotations.NullMarked;
