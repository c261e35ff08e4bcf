package dev.skep.bench.codegen;

import dev.skep.bpf.prog.ObjectSpec;
import dev.skep.bpf.prog.TestRun;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/**
 * One program in both languages, loaded side by side. A round times the empty program and then both, the first of them
 * changing from round to round; it counts only if the empty program was as fast as it is on a quiet host.
 * A candidate's time is the mean of its faster half, over several loadings.
 */
final class Contest implements AutoCloseable {
    /** Above this an empty run says that something else was measured: statistics are on, or the CPU was taken away. */
    static final long GATE_NANOS = 40;

    private static final int REPEAT = 20_000;
    private static final int AGREEING_PACKETS = 500;

    private final Subject subject;
    private final Candidate java;
    private final Candidate c;

    Contest(Subject subject, ObjectSpec javaObject, ObjectSpec cObject) {
        this.subject = subject;
        this.java = new Candidate(subject, javaObject);
        this.c = new Candidate(subject, cObject);
    }

    /** Runs both over the same random packets. @throws IllegalStateException if they differ on one */
    void requireAgreement(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < AGREEING_PACKETS; i++) {
            byte[] packet = i == 0 ? subject.packet() : Packets.random(random);
            TestRun.Result fromJava = java.run(packet);
            TestRun.Result fromC = c.run(packet);
            if (fromJava.returnValue() != fromC.returnValue() || !Arrays.equals(fromJava.data(), fromC.data())) {
                throw new IllegalStateException("%s, seed %d, packet %s: Java answers %d %s, C answers %d %s"
                        .formatted(
                                subject.name(),
                                seed,
                                HexFormat.of().formatHex(packet),
                                fromJava.returnValue(),
                                HexFormat.of().formatHex(fromJava.data()),
                                fromC.returnValue(),
                                HexFormat.of().formatHex(fromC.data())));
            }
        }
    }

    /** Times both once; throws the round away if the host was not quiet. */
    void round(int number, Candidate empty) {
        long emptyNanos = empty.measure(REPEAT);
        Candidate first = number % 2 == 0 ? java : c;
        Candidate second = first == java ? c : java;
        long firstNanos = first.measure(REPEAT);
        long secondNanos = second.measure(REPEAT);
        if (emptyNanos > GATE_NANOS) {
            return;
        }
        empty.samples().add((double) emptyNanos);
        first.samples().add((double) firstNanos);
        second.samples().add((double) secondNanos);
    }

    Subject subject() {
        return subject;
    }

    Candidate java() {
        return java;
    }

    Candidate c() {
        return c;
    }

    /** Time of the Java program over time of the C program. */
    double ratio() {
        return java.samples().time() / c.samples().time();
    }

    /** The ratio of what both take more than the empty program. */
    double ratioAbove(double emptyNanos) {
        return (java.samples().time() - emptyNanos) / (c.samples().time() - emptyNanos);
    }

    /** How far the middle half of the rounds' own ratios is spread around the result. */
    double spread() {
        Samples ratios = new Samples();
        for (int i = 0; i < java.samples().count(); i++) {
            ratios.add(java.samples().get(i) / c.samples().get(i));
        }
        return (ratios.quantile(0.75) - ratios.quantile(0.25)) / 2;
    }

    /**
     * Loads both again. Where machine code lies in memory, and so how it shares cache lines, is chance; each loading draws
     * anew.
     */
    void reload() {
        java.reload();
        c.reload();
    }

    @Override
    public void close() {
        java.close();
        c.close();
    }
}
