package dev.jobgrid.console;

import dev.jobgrid.spi.store.Storage;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A storage that counts the calls of its ports that are made in threads of requests: each is a statement, or few. */
final class CountedStorage {
    private static final Object[] NOTHING = {};

    private final Storage inner;
    private final Map<String, AtomicLong> calls = new ConcurrentHashMap<>();

    CountedStorage(Storage inner) {
        this.inner = inner;
    }

    Storage storage() {
        return proxy(Storage.class, (self, method, args) -> {
            Object port = invoke(inner, method, args);
            return method.getReturnType().isInterface() && !method.getName().equals("blobs")
                    ? port(method.getReturnType(), method.getName(), port)
                    : port;
        });
    }

    private Object port(Class<?> type, String name, Object port) {
        return proxy(type, (self, method, args) -> {
            if (Thread.currentThread().getName().startsWith("jobgrid-http")) {
                calls.computeIfAbsent(name + "." + method.getName(), none -> new AtomicLong())
                        .incrementAndGet();
            }
            return invoke(port, method, args);
        });
    }

    /** The calls since the last time, by port and method. */
    Map<String, Long> take() {
        Map<String, Long> taken = new TreeMap<>();
        calls.forEach((name, count) -> taken.put(name, count.getAndSet(0)));
        taken.values().removeIf(count -> count == 0);
        return taken;
    }

    private static Object invoke(Object target, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args == null ? NOTHING : args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(CountedStorage.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
