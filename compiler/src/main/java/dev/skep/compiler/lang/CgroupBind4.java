package dev.skep.compiler.lang;

import dev.skep.bpf.prog.Hook;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** In a cgroup, bind(2) over IPv4: {@code int f(SockAddr a)} returns 1 to allow, 0 to refuse, and may rewrite the address. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@AttachesTo(Hook.CGROUP_BIND4)
public @interface CgroupBind4 {}
