package dev.skep.cli.print;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;

/** Numbers of events as people read them: three significant digits and a unit. */
public final class Quantity {
    private static final String[] BYTE_UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

    private Quantity() {}

    /** {@code 0 B}, {@code 999 B}, {@code 1.5 kB}, {@code 23.4 MB}: powers of 1000, as network tools count. */
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return (unit == 0 ? Long.toString(bytes) : threeDigits(value)) + " " + BYTE_UNITS[unit];
    }

    /** {@code 840ns}, {@code 12.3µs}, {@code 4.56ms}, {@code 1.23s}, {@code 2m05s}, {@code 3h04m}, {@code 5d06h}. */
    public static String duration(long nanos) {
        if (nanos < 1_000) {
            return nanos + "ns";
        }
        if (nanos < 999_500) {
            return threeDigits(nanos / 1e3) + "µs";
        }
        if (nanos < 999_500_000) {
            return threeDigits(nanos / 1e6) + "ms";
        }
        if (nanos < 59_950_000_000L) {
            return threeDigits(nanos / 1e9) + "s";
        }
        return uptime(Math.round(nanos / 1e9));
    }

    /** {@code 7s}, {@code 2m05s}, {@code 3h04m}, {@code 5d06h}. */
    public static String uptime(long seconds) {
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3_600) {
            return twoUnits(seconds / 60, "m", seconds % 60, "s");
        }
        if (seconds < 86_400) {
            return twoUnits(seconds / 3_600, "h", seconds % 3_600 / 60, "m");
        }
        return twoUnits(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h");
    }

    /** {@code 0}, {@code 0.4}, {@code 12}, {@code 1.2k}, {@code 34.5k}: how often something happens. */
    public static String rate(double perSecond) {
        if (perSecond >= 999.5) {
            return threeDigits(perSecond / 1000) + "k";
        }
        return perSecond >= 9.95 || perSecond == 0
                ? Long.toString(Math.round(perSecond))
                : String.format(Locale.ROOT, "%.1f", perSecond);
    }

    /** {@code 10.0.0.1:80} or {@code [fe80::1]:80}; never asks a name server. */
    public static String address(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        if (ip == null) {
            return address.getHostString() + ":" + address.getPort();
        }
        String host = ip instanceof Inet6Address v6 ? "[" + compressed(v6) + "]" : ip.getHostAddress();
        return host + ":" + address.getPort();
    }

    /** The text form of RFC 5952 §4: the longest run of two or more zero groups becomes {@code ::}. */
    private static String compressed(Inet6Address address) {
        byte[] bytes = address.getAddress();
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = Byte.toUnsignedInt(bytes[2 * i]) << 8 | Byte.toUnsignedInt(bytes[2 * i + 1]);
        }
        int longest = 1;
        int from = -1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > longest) {
                longest = end - i;
                from = i;
            }
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == from) {
                out.append("::");
                i += longest - 1;
            } else {
                out.append(out.isEmpty() || out.charAt(out.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return out.toString();
    }

    /** By hand: a formatter takes longer than all else of an event's line. */
    private static String threeDigits(double value) {
        if (value >= 99.95) {
            return Long.toString(Math.round(value));
        }
        boolean two = value < 9.995;
        long scaled = Math.round(value * (two ? 100 : 10));
        long fraction = scaled % (two ? 100 : 10);
        return scaled / (two ? 100 : 10) + (two && fraction < 10 ? ".0" : ".") + fraction;
    }

    private static String twoUnits(long first, String firstUnit, long second, String secondUnit) {
        return String.format(Locale.ROOT, "%d%s%02d%s", first, firstUnit, second, secondUnit);
    }
}
