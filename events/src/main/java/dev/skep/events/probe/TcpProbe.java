// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.events.probe;

import dev.skep.compiler.lang.Bpf;
import dev.skep.compiler.lang.Iter;
import dev.skep.compiler.lang.Ksyms;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.PerCpuArray;
import dev.skep.compiler.lang.Seq;
import dev.skep.compiler.lang.TpBtf;
import org.jspecify.annotations.Nullable;

/**
 * The life of TCP connections, from the changes of their state. A connection is attributed where a process acts: to the one
 * that connects, and to the one that accepts ({@link SocketProbe}); most other changes happen in interrupts, in the name of
 * whoever was running.
 */
final class TcpProbe {
    private TcpProbe() {}

    // include/net/tcp_states.h
    private static final int TCP_ESTABLISHED = 1;
    private static final int TCP_SYN_SENT = 2;
    private static final int TCP_SYN_RECV = 3;
    private static final int TCP_CLOSE = 7;
    private static final int TCP_CLOSE_WAIT = 8;

    /** {@code SOCK_DONE}, include/net/sock.h: the peer's FIN has come, and was counted as a byte. */
    private static final int SOCK_DONE = 1;

    static final int RECORD_BYTES = 112;

    static final PerCpuArray<Records.Tcp> SCRATCH = Maps.perCpuArray(1);

    @TpBtf("inet_sock_set_state")
    static void onState(Linux.Sock sk, int before, int now) {
        if (now == TCP_CLOSE) {
            closed(sk);
        } else if (now == TCP_ESTABLISHED) {
            established(sk, before);
        } else if (now == TCP_SYN_SENT) {
            connecting(sk);
        }
    }

    /**
     * Runs for each open file of each task when user space reads the iterator: connections that are older than Skep get the
     * owner that will not be told when they end. Not for a filter by cgroup, which asks for the current task's only.
     */
    @Iter("task_file")
    static int existing(Seq seq, Linux.@Nullable Task task, int fd, Linux.@Nullable File file) {
        if (task == null || file == null || Filter.cgroupId != 0 || !Filter.admits(task)) {
            return 0;
        }
        Linux.Socket socket = Bpf.socketOf(file, Linux.Socket.class);
        if (socket == null) {
            return 0;
        }
        long address = socket.sk;
        Linux.Sock sk = Ksyms.cast(address, Linux.Sock.class);
        if (address == 0 || !Connections.isTcp(sk) || sk.state != TCP_ESTABLISHED && sk.state != TCP_CLOSE_WAIT) {
            return 0;
        }
        Connections.State state = Connections.begin(address, Connections.UNKNOWN);
        if (state != null && state.owner == 0) {
            state.established = state.began;
            Connections.own(state, task);
            Connections.address(state, sk);
        }
        return 0;
    }

    private static void connecting(Linux.Sock sk) {
        Linux.Task task = Bpf.currentTask(Linux.Task.class);
        if (!Connections.isTcp(sk) || !Filter.admits(task)) {
            return;
        }
        Connections.State state = Connections.begin(Ksyms.address(sk), Connections.OUTBOUND);
        if (state != null) {
            Connections.own(state, task);
            Connections.address(state, sk);
        }
    }

    private static void established(Linux.Sock sk, int before) {
        if (!Connections.isTcp(sk)) {
            return;
        }
        if (before == TCP_SYN_RECV) {
            Connections.State accepted = Connections.begin(Ksyms.address(sk), Connections.INBOUND);
            if (accepted != null) {
                accepted.established = accepted.began;
                Connections.address(accepted, sk);
            }
            return;
        }
        Connections.State state = Connections.SOCKETS.get(Ksyms.address(sk));
        Records.Tcp record = SCRATCH.get(0);
        if (state == null || record == null) {
            return;
        }
        long now = Bpf.ktime();
        state.established = now;
        state.last = now;
        Connections.address(state, sk);
        Connections.describe(record, Records.TCP_OPENED, state, now);
        record.duration = now - state.began;
        record.errno = 0;
        Records.EVENTS.output(record, RECORD_BYTES);
    }

    private static void closed(Linux.Sock sk) {
        long address = Ksyms.address(sk);
        Connections.State state = Connections.SOCKETS.get(address);
        if (state == null) {
            return;
        }
        Records.Tcp record = SCRATCH.get(0);
        Linux.TcpSock tcp = Bpf.tcpSock(sk, Linux.TcpSock.class);
        if (record != null && tcp != null && state.owner != 0) {
            long now = Bpf.ktime();
            if (state.localPort == 0) {
                state.localPort = tcp.localPort;
            }
            boolean failed = state.established == 0;
            Connections.describe(record, failed ? Records.TCP_FAILED : Records.TCP_CLOSED, state, now);
            record.duration = now - (failed ? state.began : state.established);
            record.sent = Math.min(tcp.bytesAcked, tcp.bytesSent - tcp.bytesRetransmitted);
            record.received = tcp.bytesReceived - (sk.flags >>> SOCK_DONE & 1);
            record.roundTripMicros = tcp.smoothedRttMicrosTimes8 >>> 3;
            record.retransmits = tcp.totalRetransmits;
            record.errno = sk.error;
            Records.EVENTS.output(record, RECORD_BYTES);
        }
        Connections.SOCKETS.delete(address);
    }
}
