package dev.skep.compiler.jvm;

import dev.skep.compiler.lang.Machine;
import dev.skep.compiler.lang.MapContents;
import dev.skep.compiler.lang.ProgArray;
import dev.skep.compiler.lang.StackTraces;
import dev.skep.compiler.lang.XdpAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A machine whose answers a test sets, and which remembers what programs did. Deterministic: the clock stands until it is
 * moved, and random numbers follow from the seed.
 *
 * <pre>{@code
 *   var machine = new JvmMachine().ktime(5_000_000_000L).process(42, 42, "curl");
 *   var ran = JvmRun.xdp(machine, syn, SynGuard::guard);
 * }</pre>
 *
 * <p>For one thread at a time.
 */
public final class JvmMachine implements Machine {
    private long ktimeNanos = 1_000_000_000L;
    private long suspendedNanos;
    private long pidTgid = 1L << 32 | 1;
    private long uidGid;
    private byte[] comm = "test".getBytes(StandardCharsets.UTF_8);
    private long[] cgroups = {1};
    private int cpu;
    private long seed = 1;
    private long cookie;
    private long functionIp;
    private int signalResult;
    private long[] callers = new long[0];

    private final MemoryImage kernel = new MemoryImage();
    private final MemoryImage user = new MemoryImage();
    private final Map<Class<?>, Object> tasks = new HashMap<>();
    private final Map<Long, Map<Class<?>, Object>> objectsByAddress = new HashMap<>();
    private final IdentityHashMap<Object, Long> addresses = new IdentityHashMap<>();
    private final IdentityHashMap<Object, Object> sockets = new IdentityHashMap<>();
    private final IdentityHashMap<Object, Object> tcpSocks = new IdentityHashMap<>();
    private final IdentityHashMap<Object, Long> socketCookies = new IdentityHashMap<>();
    private final Set<String> missing = new HashSet<>();
    private final Map<String, Long> enumerators = new HashMap<>();
    private final Map<Class<?>, Integer> sizes = new HashMap<>();

    private final List<Integer> signals = new ArrayList<>();
    private final List<String> printed = new ArrayList<>();
    private final List<Redirect> redirects = new ArrayList<>();

    /** Where a packet was sent: an interface index and the flags of the helper. */
    public record Redirect(int ifindex, long flags) {}

    /** Sets the clock to nanoseconds since boot. */
    public JvmMachine ktime(long nanos) {
        ktimeNanos = nanos;
        return this;
    }

    /** Moves the clock on. */
    public JvmMachine advance(long nanos) {
        ktimeNanos += nanos;
        return this;
    }

    /** Sets the time asleep, by which {@code CLOCK_BOOTTIME} is ahead of {@code CLOCK_MONOTONIC}. */
    public JvmMachine suspended(long nanos) {
        suspendedNanos = nanos;
        return this;
    }

    /** Sets the current task. */
    public JvmMachine process(int tgid, int tid, String name) {
        pidTgid = (long) tgid << 32 | tid & 0xffff_ffffL;
        comm = name.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /** Sets the current task's ids. */
    public JvmMachine user(int uid, int gid) {
        uidGid = (long) gid << 32 | uid & 0xffff_ffffL;
        return this;
    }

    /** Sets the current task's cgroup as the ids from the root down to its own. */
    public JvmMachine cgroup(long... idsFromRoot) {
        if (idsFromRoot.length == 0) {
            throw new IllegalArgumentException("a task has at least the root cgroup");
        }
        cgroups = idsFromRoot.clone();
        return this;
    }

    /** Sets the CPU, which chooses the values of per-CPU maps. */
    public JvmMachine cpu(int number) {
        cpu = number;
        return this;
    }

    /** Starts the random numbers over from a seed. */
    public JvmMachine seed(long newSeed) {
        seed = newSeed;
        return this;
    }

    /** Sets the attach cookie. */
    public JvmMachine cookie(long value) {
        cookie = value;
        return this;
    }

    /** Sets the address of the traced function. */
    public JvmMachine functionIp(long address) {
        functionIp = address;
        return this;
    }

    /** Sets what sending a signal answers: 0 or a negative errno. */
    public JvmMachine signalResult(int result) {
        signalResult = result;
        return this;
    }

    /** Sets the addresses of the current stack, innermost first. */
    public JvmMachine callers(long... addressesInnermostFirst) {
        callers = addressesInnermostFirst.clone();
        return this;
    }

    /** Puts bytes into kernel memory. */
    public JvmMachine kernelMemory(long address, byte... bytes) {
        kernel.put(address, bytes);
        return this;
    }

    /** Puts bytes into the current process's memory. */
    public JvmMachine userMemory(long address, byte... bytes) {
        user.put(address, bytes);
        return this;
    }

    /** Sets the current task as kernel programs see it through a class. */
    public JvmMachine task(Object kernelObject) {
        tasks.put(kernelObject.getClass(), kernelObject);
        return this;
    }

    /** Puts a kernel structure at an address; others of other types may be there too, as the first member of a structure is. */
    public JvmMachine kernelObject(long address, Object kernelObject) {
        objectsByAddress.computeIfAbsent(address, at -> new HashMap<>()).put(kernelObject.getClass(), kernelObject);
        addresses.put(kernelObject, address);
        return this;
    }

    /** Says that a file is a socket. */
    public JvmMachine socket(Object file, Object sock) {
        sockets.put(file, sock);
        return this;
    }

    /** Says that a socket is TCP. */
    public JvmMachine tcp(Object sock, Object tcpSock) {
        tcpSocks.put(sock, tcpSock);
        return this;
    }

    /** Sets a socket's cookie. */
    public JvmMachine socketCookie(Object sock, long value) {
        socketCookies.put(sock, value);
        return this;
    }

    /** Takes a field away from this kernel; all that programs ask for are there otherwise. */
    public JvmMachine withoutField(Class<?> kernelClass, String field) {
        missing.add(kernelClass.getName() + "." + field);
        return this;
    }

    /** Takes a type, or {@code btf_trace_NAME} for a tracepoint, away from this kernel. */
    public JvmMachine withoutType(String name) {
        missing.add(name);
        return this;
    }

    /** Sets an enumerator's value. */
    public JvmMachine enumerator(String enumName, String constant, long value) {
        enumerators.put(enumName + "." + constant, value);
        return this;
    }

    /** Sets the bytes of a kernel structure. */
    public JvmMachine sizeOf(Class<?> kernelClass, int bytes) {
        sizes.put(kernelClass, bytes);
        return this;
    }

    /** Signals that programs sent, oldest first. */
    public List<Integer> signals() {
        return List.copyOf(signals);
    }

    /** Lines that programs printed, oldest first. */
    public List<String> printed() {
        return List.copyOf(printed);
    }

    /** Where programs redirected packets to, oldest first. */
    public List<Redirect> redirects() {
        return List.copyOf(redirects);
    }

    @Override
    public long ktimeNanos() {
        return ktimeNanos;
    }

    @Override
    public long boottimeNanos() {
        return ktimeNanos + suspendedNanos;
    }

    @Override
    public long pidTgid() {
        return pidTgid;
    }

    @Override
    public long uidGid() {
        return uidGid;
    }

    @Override
    public void comm(byte[] destination) {
        Arrays.fill(destination, (byte) 0);
        System.arraycopy(comm, 0, destination, 0, Math.min(comm.length, destination.length - 1));
    }

    @Override
    public <T> T currentTask(Class<T> kernelClass) {
        return kernelClass.cast(known(tasks.get(kernelClass), "current task as " + kernelClass.getSimpleName()));
    }

    @Override
    public long cgroupId() {
        return cgroups[cgroups.length - 1];
    }

    @Override
    public long ancestorCgroupId(int level) {
        return level >= 0 && level < cgroups.length ? cgroups[level] : 0;
    }

    @Override
    public int cpu() {
        return cpu;
    }

    @Override
    public int random() {
        // SplitMix64, so that a seed gives the same numbers everywhere.
        seed += 0x9e3779b97f4a7c15L;
        long mixed = (seed ^ seed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return (int) (mixed ^ mixed >>> 31);
    }

    @Override
    public long cookie(Object context) {
        return cookie;
    }

    @Override
    public long functionIp(Object context) {
        return functionIp;
    }

    @Override
    public int sendSignal(int signal) {
        if (signalResult == 0) {
            signals.add(signal);
        }
        return signalResult;
    }

    @Override
    public void tailCall(Object context, ProgArray programs, int index) {
        MapContents.tailCall(context, programs, index);
    }

    @Override
    public void printk(String constantFormat, long... arguments) {
        printed.add(PrintkFormat.format(constantFormat, arguments));
    }

    @Override
    public int stackId(Object context, StackTraces stacks, long flags) {
        return callers.length == 0 ? MemoryImage.EFAULT : Arrays.hashCode(callers) & 0x7fff_ffff;
    }

    @Override
    public int stack(Object context, long[] destination, long flags) {
        int skipped = Math.min((int) (flags & 0xff), callers.length);
        int copied = Math.min(destination.length, callers.length - skipped);
        Arrays.fill(destination, 0);
        System.arraycopy(callers, skipped, destination, 0, copied);
        return copied * Long.BYTES;
    }

    @Override
    public int redirect(int ifindex, long flags) {
        redirects.add(new Redirect(ifindex, flags));
        return XdpAction.REDIRECT;
    }

    @Override
    public long socketCookie(Object socketOrContext) {
        return socketCookies.getOrDefault(socketOrContext, 0L);
    }

    @Override
    public <T> @Nullable T socketOf(Object file, Class<T> socketClass) {
        Object found = sockets.get(file);
        return found == null ? null : socketClass.cast(found);
    }

    @Override
    public <T> @Nullable T tcpSock(Object sock, Class<T> tcpSockClass) {
        Object found = tcpSocks.get(sock);
        return found == null ? null : tcpSockClass.cast(found);
    }

    @Override
    public int readKernel(byte[] destination, int offset, long address, int length) {
        return kernel.read(destination, offset, address, length);
    }

    @Override
    public int readKernelString(byte[] destination, int offset, long address, int length) {
        return kernel.readString(destination, offset, address, length);
    }

    @Override
    public int readUser(byte[] destination, int offset, long address, int length) {
        return user.read(destination, offset, address, length);
    }

    @Override
    public int readUserString(byte[] destination, int offset, long address, int length) {
        return user.readString(destination, offset, address, length);
    }

    @Override
    public long readKernelNumber(long address, int bytes) {
        return kernel.number(address, bytes);
    }

    @Override
    public long readUserNumber(long address, int bytes) {
        return user.number(address, bytes);
    }

    @Override
    public boolean fieldExists(Class<?> kernelClass, String field) {
        return !missing.contains(kernelClass.getName() + "." + field);
    }

    @Override
    public boolean typeExists(String name) {
        return !missing.contains(name);
    }

    @Override
    public long enumerator(String enumName, String constant) {
        return (Long) known(enumerators.get(enumName + "." + constant), "enumerator " + enumName + "." + constant);
    }

    @Override
    public int sizeOf(Class<?> kernelClass) {
        return (Integer) known(sizes.get(kernelClass), "size of " + kernelClass.getSimpleName());
    }

    @Override
    public <T> T cast(long address, Class<T> kernelClass) {
        String what = kernelClass.getSimpleName() + " at 0x" + Long.toHexString(address);
        return kernelClass.cast(
                known(objectsByAddress.getOrDefault(address, Map.of()).get(kernelClass), what));
    }

    @Override
    public long address(@Nullable Object kernelObject) {
        return kernelObject == null
                ? 0
                : addresses.computeIfAbsent(kernelObject, o -> 0xffff_8880_0000_0000L + System.identityHashCode(o));
    }

    private static Object known(@Nullable Object found, String what) {
        if (found == null) {
            throw new UnsupportedOperationException("this JvmMachine was given no " + what);
        }
        return found;
    }
}
