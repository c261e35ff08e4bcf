// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.events.probe;

import dev.skep.compiler.lang.Bpf;
import dev.skep.compiler.lang.Function;
import dev.skep.compiler.lang.LruHash;
import dev.skep.compiler.lang.Maps;
import org.jspecify.annotations.Nullable;

/**
 * What the probes know of each TCP socket, by its address in the kernel: from the moment that its state changes or that a
 * system call moves bytes over it, until it is closed. An address that is used again begins anew, because the close of its
 * predecessor removed the entry.
 */
final class Connections {
    private Connections() {}

    static final short AF_INET = 2;
    static final short AF_INET6 = 10;
    static final short IPPROTO_TCP = 6;

    static final int UNKNOWN = 0;
    static final int OUTBOUND = 1;
    static final int INBOUND = 2;

    /** Protocol not decided. */
    static final int UNDECIDED = 0;

    static final int HTTP = 1;
    static final int NOT_HTTP = 2;

    static final LruHash<Long, State> SOCKETS = Maps.lruHash(65_536);

    static final class State {
        /** Names the connection: time and CPU of its first sight. */
        long id;

        /** When it was tried, accepted or first seen, monotonic clock. */
        long began;

        /** When it was established, 0 if it is not; of an older one when it was first seen. */
        long established;

        /** When its owner was forked, boot clock. */
        long ownerStart;

        /** The owner's tgid, 0 while it has none. */
        int owner;

        int direction;
        int protocol;

        /** System calls that did not look like HTTP. */
        int strange;

        /** When it was established, or bytes last moved over it. */
        long last;

        long sent;
        long received;

        /** Bytes of the message under way that are still captured in full, each way. */
        int sentWindow;

        int receivedWindow;
        int local0;
        int local1;
        int local2;
        int local3;
        int remote0;
        int remote1;
        int remote2;
        int remote3;
        char localPort;
        char remotePort;
        short family;
        short reserved;
    }

    static boolean isTcp(Linux.Sock sk) {
        return (sk.family == AF_INET || sk.family == AF_INET6) && sk.protocol == IPPROTO_TCP;
    }

    /** The state of a socket, made where it is missing; null if the map is full. */
    static @Nullable State begin(long address, int direction) {
        create(address, direction);
        return SOCKETS.get(address);
    }

    /** Makes the state of a socket where it is missing. A function of its own, for the stack that a new value takes. */
    @Function
    private static int create(long address, int direction) {
        State state = SOCKETS.getOrInit(address);
        if (state != null && state.id == 0) {
            long now = Bpf.ktime();
            state.id = now << 8 | Bpf.cpu() & 0xff;
            state.began = now;
            state.last = now;
            state.direction = direction;
        }
        return 0;
    }

    /** Makes the current task's process the owner. */
    static void own(State state, Linux.Task task) {
        state.owner = task.tgid;
        state.ownerStart = task.groupLeader.startBoottime;
    }

    /** Notes both ends; before the end of a socket, because ending clears some. */
    static void address(State state, Linux.Sock sk) {
        state.family = sk.family;
        state.remotePort = sk.remotePort;
        if (sk.localPort != 0) {
            state.localPort = sk.localPort;
        }
        if (sk.family == AF_INET) {
            state.local0 = sk.local4;
            state.remote0 = sk.remote4;
            return;
        }
        state.local0 = sk.local60;
        state.local1 = sk.local61;
        state.local2 = sk.local62;
        state.local3 = sk.local63;
        state.remote0 = sk.remote60;
        state.remote1 = sk.remote61;
        state.remote2 = sk.remote62;
        state.remote3 = sk.remote63;
    }

    /** Fills in what all records of a connection begin with. */
    static void describe(Records.Connected record, int kind, State state, long now) {
        record.kind = kind;
        record.pid = state.owner;
        record.ktime = now;
        record.startBoottime = state.ownerStart;
        record.connection = state.id;
        record.local0 = state.local0;
        record.local1 = state.local1;
        record.local2 = state.local2;
        record.local3 = state.local3;
        record.remote0 = state.remote0;
        record.remote1 = state.remote1;
        record.remote2 = state.remote2;
        record.remote3 = state.remote3;
        record.localPort = state.localPort;
        record.remotePort = state.remotePort;
        record.family = state.family;
        record.direction = (short) state.direction;
    }
}
