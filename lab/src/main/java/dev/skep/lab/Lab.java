package dev.skep.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives test methods what they name as parameters, fresh for each test, and takes it away after it, passed or failed:
 * {@link VethPair}, {@link TestNetwork}, {@link TestCgroup}, {@link dev.skep.bpf.netlink.NetworkNamespace}, and servers:
 * {@link Nginx}, {@link Redis}, {@link PostgreSql}.
 *
 * <pre>{@code
 * @Lab
 * class GuardTest {
 *     @Test
 *     void dropsFloods(VethPair pair) { … }
 * }
 * }</pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(LabExtension.class)
public @interface Lab {}
