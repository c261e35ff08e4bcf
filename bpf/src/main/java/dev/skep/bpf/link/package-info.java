/**
 * Attaching programs to hooks. One factory per hook ({@code XdpLink.attach}, {@code UprobeLink.attach} …), each giving a
 * {@link dev.skep.bpf.link.Link} that detaches when it is closed or when the process ends.
 */
@NullMarked
package dev.skep.bpf.link;

import org.jspecify.annotations.NullMarked;
