// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.examples;

import dev.skep.bpf.link.CgroupLink;
import dev.skep.compiler.CompileOptions;
import dev.skep.compiler.Loaded;
import dev.skep.compiler.lang.Array;
import dev.skep.compiler.lang.Atomic;
import dev.skep.compiler.lang.CgroupConnect4;
import dev.skep.compiler.lang.Config;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.SockAddr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Sends the connections of a cgroup's processes to another server, as a service address does:
 * {@code ConnectRewriter CGROUP FROM:PORT TO:PORT [SECONDS]}. The processes notice nothing, and no packet is touched.
 */
public final class ConnectRewriter {
    static final class Count {
        @Atomic
        long rewritten;

        @Atomic
        long others;
    }

    static final Array<Count> COUNTS = Maps.array(1);

    @Config
    static int fromAddress;

    @Config
    static int fromPort;

    @Config
    static int toAddress;

    @Config
    static int toPort;

    private ConnectRewriter() {}

    @CgroupConnect4
    static int rewrite(SockAddr address) {
        Count count = COUNTS.get(0);
        if (count == null) {
            return 1;
        }
        if (address.ip4 != fromAddress || (address.port & 0xffff) != fromPort) {
            count.others++;
            return 1;
        }
        address.ip4 = toAddress;
        address.port = (short) toPort;
        count.rewritten++;
        return 1;
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 3) {
            IO.println("usage: ConnectRewriter CGROUP FROM:PORT TO:PORT [SECONDS]");
            return;
        }
        CompileOptions options = CompileOptions.running()
                .with("ConnectRewriter.fromAddress", address(arguments[1]))
                .with("ConnectRewriter.fromPort", port(arguments[1]))
                .with("ConnectRewriter.toAddress", address(arguments[2]))
                .with("ConnectRewriter.toPort", port(arguments[2]));
        long seconds = arguments.length > 3 ? Long.parseLong(arguments[3]) : 10;
        try (Loaded loaded = Loaded.load(ConnectRewriter.class, options)) {
            loaded.keep(CgroupLink.attach(loaded.program("rewrite"), Path.of(arguments[0])));
            IO.println(arguments[1] + " is " + arguments[2] + " in " + arguments[0]);
            Thread.sleep(seconds * 1000);
            Count count = loaded.map(COUNTS).get(0);
            IO.println(count.rewritten + " connections rewritten, " + count.others + " others");
        }
    }

    private static int address(String addressAndPort) throws UnknownHostException {
        String text = addressAndPort.substring(0, addressAndPort.indexOf(':'));
        return ByteBuffer.wrap(InetAddress.ofLiteral(text).getAddress()).getInt();
    }

    private static int port(String addressAndPort) {
        return Integer.parseInt(addressAndPort.substring(addressAndPort.indexOf(':') + 1));
    }
}
