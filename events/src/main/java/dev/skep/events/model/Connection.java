package dev.skep.events.model;

import java.net.InetSocketAddress;

/**
 * A TCP connection as one of its ends sees it.
 *
 * @param id        names this end for its life on this boot
 * @param direction which end it is
 * @param local     its own address and port
 * @param remote    the peer's
 */
public record Connection(long id, Direction direction, InetSocketAddress local, InetSocketAddress remote) {}
