package dev.skep.compiler.jvm;

import dev.skep.compiler.layout.Layout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a packet and the views taken of them. A view is a Java object with the bytes decoded into its fields. What
 * the program changed in it is written back, byte by byte, when the next view is taken, when the packet is copied from or
 * moved, and when the run ends; all views then show the packet as it is. A program that writes through one view and reads
 * the same bytes through another, older one in between sees the old bytes here and the new ones in the kernel.
 */
final class PacketMemory {
    private record View(Object object, @Nullable Layout layout, int at, byte[] shown) {}

    private byte[] memory;
    private int start;
    private int end;
    private final List<View> views = new ArrayList<>();

    /** Puts a packet into memory with room before it. */
    PacketMemory(byte[] packet, int headroom, int capacity) {
        this.memory = new byte[Math.max(capacity, headroom + packet.length)];
        this.start = headroom;
        this.end = headroom + packet.length;
        System.arraycopy(packet, 0, memory, headroom, packet.length);
    }

    int start() {
        return start;
    }

    int length() {
        return end - start;
    }

    int capacity() {
        return memory.length;
    }

    /** A view of the bytes from an offset, or null if fewer than it needs lie before {@code limit}. */
    <T> @Nullable T view(int offset, Class<T> type, int limit) {
        Layout layout = Layout.packet(type);
        if (offset < 0 || (long) offset + layout.bytes() > limit) {
            return null;
        }
        writeBack();
        int at = start + offset;
        Object object = layout.read(MemorySegment.ofArray(memory), at);
        views.add(new View(object, layout, at, layout.encode(object)));
        return type.cast(object);
    }

    /** The bytes from an offset as an array that is written back as views are. */
    byte @Nullable [] bytes(int offset, int length, int limit) {
        if (offset < 0 || (long) offset + length > limit) {
            return null;
        }
        writeBack();
        int at = start + offset;
        byte[] bytes = Arrays.copyOfRange(memory, at, at + length);
        views.add(new View(bytes, null, at, bytes.clone()));
        return bytes;
    }

    /** Brings what views changed into the packet, and the packet into the views. */
    void writeBack() {
        for (View view : views) {
            byte[] now = encoded(view);
            for (int i = 0; i < now.length; i++) {
                if (now[i] != view.shown[i]) {
                    memory[view.at + i] = now[i];
                }
            }
        }
        for (View view : views) {
            if (view.object instanceof byte[] bytes) {
                System.arraycopy(memory, view.at, bytes, 0, bytes.length);
            } else if (view.layout != null && !view.layout.isValue()) {
                view.layout.readInto(MemorySegment.ofArray(memory), view.at, view.object);
            }
            System.arraycopy(encoded(view), 0, view.shown, 0, view.shown.length);
        }
    }

    /** Ends all views, after writing them back. */
    void endViews() {
        writeBack();
        views.clear();
    }

    /** Moves the borders of the packet; bytes that appear at its end are zeros. */
    void move(int newStart, int newEnd) {
        endViews();
        if (newEnd > end) {
            Arrays.fill(memory, end, newEnd, (byte) 0);
        }
        start = newStart;
        end = newEnd;
    }

    /** Copies bytes out, from anywhere in the packet. */
    boolean load(int offset, byte[] destination) {
        if (offset < 0 || (long) offset + destination.length > length()) {
            return false;
        }
        writeBack();
        System.arraycopy(memory, start + offset, destination, 0, destination.length);
        return true;
    }

    /** Copies bytes in, and ends all views. */
    boolean store(int offset, byte[] source) {
        if (offset < 0 || (long) offset + source.length > length()) {
            return false;
        }
        endViews();
        System.arraycopy(source, 0, memory, start + offset, source.length);
        return true;
    }

    /** The packet as it is now, what views changed included. */
    byte[] packet() {
        writeBack();
        return Arrays.copyOfRange(memory, start, end);
    }

    private static byte[] encoded(View view) {
        return view.layout == null ? ((byte[]) view.object).clone() : view.layout.encode(view.object);
    }
}
