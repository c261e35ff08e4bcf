package dev.skep.lab;

import dev.skep.bpf.netlink.NetworkNamespace;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Makes what {@link Lab} promises, and closes it in reverse order. */
final class LabExtension implements ParameterResolver, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(LabExtension.class);

    private static final Map<Class<?>, Supplier<AutoCloseable>> MAKERS = Map.of(
            VethPair.class, VethPair::create,
            TestCgroup.class, TestCgroup::create,
            NetworkNamespace.class, NetworkNamespace::create,
            TestNetwork.class, TestNetwork::create,
            Nginx.class, Nginx::start,
            Redis.class, Redis::start,
            PostgreSql.class, PostgreSql::start);

    /** What one test was given. */
    private record Given(Deque<AutoCloseable> resources) {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return MAKERS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Supplier<AutoCloseable> maker = MAKERS.get(parameter.getParameter().getType());
        if (maker == null) {
            throw new IllegalArgumentException("nothing to give for " + parameter.getParameter());
        }
        AutoCloseable made = maker.get();
        given(context).resources().push(made);
        return made;
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        Exception failure = null;
        Deque<AutoCloseable> resources = given(context).resources();
        while (!resources.isEmpty()) {
            try {
                resources.pop().close();
            } catch (Exception e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static Given given(ExtensionContext context) {
        return context.getStore(NAMESPACE).computeIfAbsent("given", key -> new Given(new ArrayDeque<>()), Given.class);
    }
}
