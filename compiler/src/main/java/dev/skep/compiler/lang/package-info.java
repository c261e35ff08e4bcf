/**
 * The language that kernel programs are written in: plain Java, with the few types and annotations of this package.
 *
 * <p>A <em>record</em> is a value: it is copied, lives in registers or on the stack, and serves as a map key. A <em>plain
 * class with fields</em> is memory by reference: a map value, a ring reservation, a packet header, a kernel structure; reading
 * a field is a load and writing it is a store. {@code null} is the verifier's check: what may be absent is null, and
 * {@code if (x == null)} is the test that the verifier asks for. The same methods run on the JVM, where all of this means
 * what Java says it means.
 */
@NullMarked
package dev.skep.compiler.lang;

import org.jspecify.annotations.NullMarked;
