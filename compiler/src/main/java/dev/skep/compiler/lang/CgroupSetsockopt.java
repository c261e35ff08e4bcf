package dev.skep.compiler.lang;

import dev.skep.bpf.prog.Hook;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** In a cgroup, setsockopt(2) before the kernel: returns 1 to allow, 0 to refuse. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@AttachesTo(Hook.CGROUP_SETSOCKOPT)
public @interface CgroupSetsockopt {}
