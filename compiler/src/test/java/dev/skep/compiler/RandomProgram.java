package dev.skep.compiler;

import dev.skep.compiler.lang.Packet;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpPacket;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.classfile.Annotation;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Random;

/**
 * A program of random arithmetic and control flow over the numbers of a packet, as a class file: four int and four long
 * variables are loaded, worked on by random statements, and stored back.
 */
public final class RandomProgram {
    /** What the program sees of the packet: 48 bytes. */
    public static final class Words {
        public int a;
        public int b;
        public int c;
        public int d;
        public long x;
        public long y;
        public long z;
        public long w;
    }

    private static final ClassDesc WORDS = Words.class.describeConstable().orElseThrow();
    private static final ClassDesc PACKET = XdpPacket.class.describeConstable().orElseThrow();
    private static final ClassDesc INTEGER = ConstantDescs.CD_Integer;
    private static final ClassDesc LONG = ConstantDescs.CD_Long;
    private static final String[] INTS = {"a", "b", "c", "d"};
    private static final String[] LONGS = {"x", "y", "z", "w"};
    private static final int VIEW = 1, FIRST_INT = 2, FIRST_LONG = 6, COUNTER = 14;
    private static final int[] CONSTANTS = {0, 1, -1, 2, 3, 7, 8, 31, 63, 64, 255, 256, 0xffff, 0x7fff_ffff, 0x8000_0000
    };
    private static final int[] DIVISORS = {1, 2, 3, 7, 8, 10, 16, 100, 1000, -1, -2, -3, -8, 65536};

    private final Random random;
    private int loops;

    private RandomProgram(long seed) {
        this.random = new Random(seed);
    }

    /** The class of a seed, in a loader of its own that also gives its class file. */
    static Class<?> of(long seed) {
        String name = "dev.skep.compiler.Random" + Math.abs(seed);
        byte[] bytes = new RandomProgram(seed).build(ClassDesc.of(name));
        ClassLoader loader = new ClassLoader(RandomProgram.class.getClassLoader()) {
            @Override
            protected Class<?> findClass(String wanted) throws ClassNotFoundException {
                if (!wanted.equals(name)) {
                    throw new ClassNotFoundException(wanted);
                }
                return defineClass(wanted, bytes, 0, bytes.length);
            }

            @Override
            public InputStream getResourceAsStream(String resource) {
                return resource.equals(name.replace('.', '/') + ".class")
                        ? new ByteArrayInputStream(bytes)
                        : super.getResourceAsStream(resource);
            }
        };
        try {
            return loader.loadClass(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] build(ClassDesc self) {
        return ClassFile.of()
                .build(
                        self,
                        builder -> builder.withFlags(ClassFile.ACC_PUBLIC)
                                .withMethod(
                                        "run",
                                        MethodTypeDesc.of(ConstantDescs.CD_int, PACKET),
                                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                                        method -> method.with(
                                                        RuntimeVisibleAnnotationsAttribute.of(Annotation.of(Xdp.class
                                                                .describeConstable()
                                                                .orElseThrow())))
                                                .withCode(this::body)));
    }

    private void body(CodeBuilder code) {
        code.aload(0).iconst_0().ldc(WORDS);
        code.invokeinterface(
                Packet.class.describeConstable().orElseThrow(),
                "at",
                MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_int, ConstantDescs.CD_Class));
        code.checkcast(WORDS).astore(VIEW);
        code.aload(VIEW).ifThen(Opcode.IFNULL, none -> none.iconst_0().ireturn());
        for (int i = 0; i < 4; i++) {
            code.aload(VIEW).getfield(WORDS, INTS[i], ConstantDescs.CD_int).istore(FIRST_INT + i);
            code.aload(VIEW).getfield(WORDS, LONGS[i], ConstantDescs.CD_long).lstore(FIRST_LONG + 2 * i);
        }
        statements(code, 2 + random.nextInt(6), 0);
        for (int i = 0; i < 4; i++) {
            code.aload(VIEW).iload(FIRST_INT + i).putfield(WORDS, INTS[i], ConstantDescs.CD_int);
            code.aload(VIEW).lload(FIRST_LONG + 2 * i).putfield(WORDS, LONGS[i], ConstantDescs.CD_long);
        }
        code.iload(FIRST_INT).iconst_3().iand().ireturn();
    }

    private void statements(CodeBuilder code, int count, int depth) {
        for (int i = 0; i < count; i++) {
            statement(code, depth);
        }
    }

    private void statement(CodeBuilder code, int depth) {
        int kind = random.nextInt(depth < 2 ? 10 : 6);
        switch (kind) {
            case 0, 1, 2 -> {
                intExpression(code, 3);
                code.istore(FIRST_INT + random.nextInt(4));
            }
            case 3, 4 -> {
                longExpression(code, 3);
                code.lstore(FIRST_LONG + 2 * random.nextInt(4));
            }
            case 5 -> code.iinc(FIRST_INT + random.nextInt(4), random.nextInt(200) - 100);
            case 6, 7, 8 -> {
                Opcode test = condition(code);
                if (random.nextBoolean()) {
                    code.ifThen(test, then -> statements(then, 1 + random.nextInt(2), depth + 1));
                } else {
                    code.ifThenElse(
                            test,
                            then -> statements(then, 1 + random.nextInt(2), depth + 1),
                            otherwise -> statements(otherwise, 1 + random.nextInt(2), depth + 1));
                }
            }
            default -> loop(code, depth);
        }
    }

    private void loop(CodeBuilder code, int depth) {
        int counter = COUNTER + loops++;
        int times = 1 + random.nextInt(4);
        code.iconst_0().istore(counter);
        code.block(loop -> {
            var top = loop.newBoundLabel();
            loop.iload(counter).loadConstant(times).if_icmpge(loop.breakLabel());
            statements(loop, 1 + random.nextInt(2), depth + 1);
            loop.iinc(counter, 1).goto_(top);
        });
    }

    private Opcode condition(CodeBuilder code) {
        Opcode[] two = {
            Opcode.IF_ICMPEQ, Opcode.IF_ICMPNE, Opcode.IF_ICMPLT, Opcode.IF_ICMPGE, Opcode.IF_ICMPGT, Opcode.IF_ICMPLE
        };
        Opcode[] one = {Opcode.IFEQ, Opcode.IFNE, Opcode.IFLT, Opcode.IFGE, Opcode.IFGT, Opcode.IFLE};
        switch (random.nextInt(4)) {
            case 0 -> {
                intExpression(code, 2);
                return one[random.nextInt(one.length)];
            }
            case 1 -> {
                longExpression(code, 2);
                longExpression(code, 1);
                code.lcmp();
                return one[random.nextInt(one.length)];
            }
            case 2 -> {
                intExpression(code, 2);
                intExpression(code, 1);
                code.invokestatic(
                        INTEGER,
                        "compareUnsigned",
                        MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int));
                return one[random.nextInt(one.length)];
            }
            default -> {
                intExpression(code, 2);
                intExpression(code, 1);
                return two[random.nextInt(two.length)];
            }
        }
    }

    private void intExpression(CodeBuilder code, int depth) {
        if (depth == 0 || random.nextInt(5) == 0) {
            if (random.nextInt(3) == 0) {
                code.loadConstant(CONSTANTS[random.nextInt(CONSTANTS.length)]);
            } else {
                code.iload(FIRST_INT + random.nextInt(4));
            }
            return;
        }
        switch (random.nextInt(19)) {
            case 0, 1 -> binary(code, depth).iadd();
            case 2, 3 -> binary(code, depth).isub();
            case 4 -> binary(code, depth).imul();
            case 5, 6 -> binary(code, depth).iand();
            case 7 -> binary(code, depth).ior();
            case 8 -> binary(code, depth).ixor();
            case 9 -> binary(code, depth).ishl();
            case 10 -> binary(code, depth).ishr();
            case 11 -> binary(code, depth).iushr();
            case 12 -> {
                intExpression(code, depth - 1);
                code.loadConstant(DIVISORS[random.nextInt(DIVISORS.length)]);
                if (random.nextBoolean()) {
                    code.idiv();
                } else {
                    code.irem();
                }
            }
            case 13 -> {
                longExpression(code, depth - 1);
                code.l2i();
            }
            case 14 -> {
                intExpression(code, depth - 1);
                code.i2b();
            }
            case 15 -> {
                intExpression(code, depth - 1);
                code.i2s();
            }
            case 16 -> {
                intExpression(code, depth - 1);
                code.i2c();
            }
            case 17 -> {
                intExpression(code, depth - 1);
                String[] names = {"reverseBytes", "bitCount", "numberOfLeadingZeros", "lowestOneBit"};
                code.invokestatic(
                        INTEGER,
                        names[random.nextInt(names.length)],
                        MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int));
            }
            default -> {
                intExpression(code, depth - 1);
                code.ineg();
            }
        }
    }

    private CodeBuilder binary(CodeBuilder code, int depth) {
        intExpression(code, depth - 1);
        intExpression(code, depth - 1);
        return code;
    }

    private CodeBuilder longs(CodeBuilder code, int depth) {
        longExpression(code, depth - 1);
        longExpression(code, depth - 1);
        return code;
    }

    private CodeBuilder shift(CodeBuilder code, int depth) {
        longExpression(code, depth - 1);
        intExpression(code, depth - 1);
        return code;
    }

    private void longExpression(CodeBuilder code, int depth) {
        if (depth == 0 || random.nextInt(5) == 0) {
            if (random.nextInt(3) == 0) {
                long constant = CONSTANTS[random.nextInt(CONSTANTS.length)];
                code.loadConstant(random.nextBoolean() ? constant : constant << 20 ^ 0x1_0000_0001L);
            } else {
                code.lload(FIRST_LONG + 2 * random.nextInt(4));
            }
            return;
        }
        switch (random.nextInt(15)) {
            case 0, 1 -> longs(code, depth).ladd();
            case 2, 3 -> longs(code, depth).lsub();
            case 4 -> longs(code, depth).lmul();
            case 5, 6 -> longs(code, depth).land();
            case 7 -> longs(code, depth).lor();
            case 8 -> longs(code, depth).lxor();
            case 9 -> shift(code, depth).lshl();
            case 10 -> shift(code, depth).lshr();
            case 11 -> shift(code, depth).lushr();
            case 12 -> {
                longExpression(code, depth - 1);
                code.loadConstant((long) DIVISORS[random.nextInt(DIVISORS.length)]);
                if (random.nextBoolean()) {
                    code.ldiv();
                } else {
                    code.lrem();
                }
            }
            case 13 -> {
                intExpression(code, depth - 1);
                code.i2l();
            }
            default -> {
                longExpression(code, depth - 1);
                code.invokestatic(
                        LONG, "reverseBytes", MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_long));
            }
        }
    }
}
