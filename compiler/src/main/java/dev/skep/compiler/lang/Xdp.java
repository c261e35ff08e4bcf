package dev.skep.compiler.lang;

import dev.skep.bpf.prog.Hook;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A packet as the driver receives it: {@code int f(XdpPacket p)} returns one of {@link XdpAction}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@AttachesTo(Hook.XDP)
public @interface Xdp {

    /** Whether the program handles packets of several fragments ({@code BPF_F_XDP_HAS_FRAGS}). */
    boolean frags() default false;
}
