/**
 * HTTP/1.x as one end of a connection sees it: byte transfers in, exchanges out. Pure and incremental; knows nothing of
 * the kernel. {@link dev.skep.events.http.HttpConnection} is the door.
 */
@NullMarked
package dev.skep.events.http;

import org.jspecify.annotations.NullMarked;
