package dev.skep.compiler.lang;

/** Sockets by key, for {@link SkMsg} and {@link SkSkbVerdict} programs. */
public interface SockHash<K> extends BpfMapType {
    /** Adds the socket of a {@link SockOps} program; 0 or a negative errno. */
    int update(SockOpsContext context, K key, long flags);
}
