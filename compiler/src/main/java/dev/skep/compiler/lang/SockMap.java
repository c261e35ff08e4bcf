package dev.skep.compiler.lang;

/** Sockets by index, for {@link SkMsg} and {@link SkSkbVerdict} programs. */
public interface SockMap extends BpfMapType {
    /** Adds the socket of a {@link SockOps} program; 0 or a negative errno. */
    int update(SockOpsContext context, int key, long flags);
}
