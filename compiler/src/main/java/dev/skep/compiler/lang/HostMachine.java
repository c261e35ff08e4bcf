package dev.skep.compiler.lang;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The machine of code that chose none: this process itself, with no kernel behind it. */
final class HostMachine implements Machine {
    static final ScopedValue<Machine> SCOPE = ScopedValue.newInstance();
    static final HostMachine INSTANCE = new HostMachine();

    /** {@code -EFAULT}: no memory is there. */
    private static final int EFAULT = -14;

    /** {@code -EPERM}. */
    private static final int EPERM = -1;

    private final long pid = ProcessHandle.current().pid();

    private HostMachine() {}

    @Override
    public long ktimeNanos() {
        return System.nanoTime();
    }

    @Override
    public long boottimeNanos() {
        return System.nanoTime();
    }

    @Override
    public long pidTgid() {
        return pid << 32 | pid;
    }

    @Override
    public long uidGid() {
        return 0;
    }

    @Override
    public void comm(byte[] destination) {
        Arrays.fill(destination, (byte) 0);
        byte[] name = "java".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, destination, 0, Math.min(name.length, destination.length - 1));
    }

    @Override
    public <T> T currentTask(Class<T> kernelClass) {
        throw missing("a current task");
    }

    @Override
    public long cgroupId() {
        return 1;
    }

    @Override
    public long ancestorCgroupId(int level) {
        return level == 0 ? 1 : 0;
    }

    @Override
    public int cpu() {
        return 0;
    }

    @Override
    public int random() {
        return ThreadLocalRandom.current().nextInt();
    }

    @Override
    public long cookie(Object context) {
        return 0;
    }

    @Override
    public long functionIp(Object context) {
        return 0;
    }

    @Override
    public int sendSignal(int signal) {
        return EPERM;
    }

    @Override
    public void tailCall(Object context, ProgArray programs, int index) {
        MapContents.tailCall(context, programs, index);
    }

    @Override
    public void printk(String constantFormat, long... arguments) {
        // A program's debugging output has no reader outside a machine that records it.
    }

    @Override
    public int stackId(Object context, StackTraces stacks, long flags) {
        return EFAULT;
    }

    @Override
    public int stack(Object context, long[] destination, long flags) {
        return EFAULT;
    }

    @Override
    public int redirect(int ifindex, long flags) {
        return XdpAction.ABORTED;
    }

    @Override
    public long socketCookie(Object socketOrContext) {
        return 0;
    }

    @Override
    public <T> @Nullable T socketOf(Object file, Class<T> socketClass) {
        return null;
    }

    @Override
    public <T> @Nullable T tcpSock(Object sock, Class<T> tcpSockClass) {
        return null;
    }

    @Override
    public int readKernel(byte[] destination, int offset, long address, int length) {
        return unreadable(destination, offset, length);
    }

    @Override
    public int readKernelString(byte[] destination, int offset, long address, int length) {
        return unreadable(destination, offset, length);
    }

    @Override
    public int readUser(byte[] destination, int offset, long address, int length) {
        return unreadable(destination, offset, length);
    }

    @Override
    public int readUserString(byte[] destination, int offset, long address, int length) {
        return unreadable(destination, offset, length);
    }

    @Override
    public long readKernelNumber(long address, int bytes) {
        return 0;
    }

    @Override
    public long readUserNumber(long address, int bytes) {
        return 0;
    }

    @Override
    public boolean fieldExists(Class<?> kernelClass, String field) {
        return false;
    }

    @Override
    public boolean typeExists(String name) {
        return false;
    }

    @Override
    public long enumerator(String enumName, String constant) {
        throw missing("enum " + enumName);
    }

    @Override
    public int sizeOf(Class<?> kernelClass) {
        throw missing(kernelClass.getSimpleName());
    }

    @Override
    public <T> T cast(long address, Class<T> kernelClass) {
        throw missing(kernelClass.getSimpleName() + " at 0x" + Long.toHexString(address));
    }

    @Override
    public long address(@Nullable Object kernelObject) {
        return kernelObject == null ? 0 : System.identityHashCode(kernelObject);
    }

    private static int unreadable(byte[] destination, int offset, int length) {
        Arrays.fill(destination, offset, offset + length, (byte) 0);
        return EFAULT;
    }

    private static UnsupportedOperationException missing(String what) {
        return new UnsupportedOperationException(
                "this JVM has no " + what + ": run the program in a JvmMachine that was given one");
    }
}
