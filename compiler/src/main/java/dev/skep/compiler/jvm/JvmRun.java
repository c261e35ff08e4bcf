package dev.skep.compiler.jvm;

import dev.skep.compiler.lang.Machine;
import dev.skep.compiler.lang.MapContents;
import dev.skep.compiler.lang.Skb;
import dev.skep.compiler.lang.XdpPacket;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One run of a kernel program on the JVM, with what came of it. Maps keep what programs put into them from run to run, as in
 * the kernel; {@link Machine#reset()} empties them.
 *
 * <pre>{@code
 *   var ran = JvmRun.xdp(syn, SynGuard::guard);
 *   assertThat(ran.verdict()).isEqualTo(XdpAction.PASS);
 * }</pre>
 *
 * @param verdict what the program answered, or the last program of its tail calls
 * @param packet  the bytes of the packet afterwards; empty where there is none
 */
public record JvmRun(int verdict, byte[] packet) {
    /** Runs an XDP program on the current machine. */
    public static JvmRun xdp(byte[] packet, ToIntFunction<? super XdpPacket> program) {
        return xdp(Machine.current(), packet, program);
    }

    /** Runs an XDP program on a machine. */
    public static JvmRun xdp(Machine machine, byte[] packet, ToIntFunction<? super XdpPacket> program) {
        JvmXdpPacket context = new JvmXdpPacket(packet);
        int verdict = call(machine, () -> program.applyAsInt(context));
        return new JvmRun(verdict, context.packet());
    }

    /** Runs a tc, cgroup or socket program on the current machine. */
    public static JvmRun skb(byte[] packet, ToIntFunction<? super Skb> program) {
        return skb(Machine.current(), new JvmSkb(packet), program);
    }

    /** Runs a tc, cgroup or socket program on a machine. */
    public static JvmRun skb(Machine machine, JvmSkb packet, ToIntFunction<? super Skb> program) {
        int verdict = call(machine, () -> program.applyAsInt(packet));
        return new JvmRun(verdict, packet.packet());
    }

    /** Runs any program on a machine; its verdict, or that of the program that it ended in by tail call. */
    public static int call(Machine machine, IntSupplier program) {
        try {
            return Machine.call(machine, program::getAsInt);
        } catch (MapContents.TailCall end) {
            return end.verdict();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a program cannot throw " + e, e);
        }
    }

    /** Runs a program without a verdict on a machine. */
    public static void run(Machine machine, Runnable program) {
        call(machine, () -> {
            program.run();
            return 0;
        });
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JvmRun that && verdict == that.verdict && Arrays.equals(packet, that.packet);
    }

    @Override
    public int hashCode() {
        return Objects.hash(verdict, Arrays.hashCode(packet));
    }

    @Override
    public String toString() {
        return "verdict " + verdict + ", packet " + java.util.HexFormat.of().formatHex(packet);
    }
}
