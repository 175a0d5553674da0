package dev.jobgrid.internal.observe;

import dev.jobgrid.spi.GridObserver;
import dev.jobgrid.spi.store.Storage;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reports durations of calls to a storage's ports. Uses proxies, since each port would need one more class. */
final class ObservedStorage {
    private static final Object[] NOTHING = {};

    private final Storage storage;
    private final GridObserver observer;
    private final Map<String, Object> ports = new ConcurrentHashMap<>();

    ObservedStorage(Storage storage, GridObserver observer) {
        this.storage = storage;
        this.observer = observer;
    }

    Storage proxy() {
        return proxy(
                Storage.class,
                (self, method, args) ->
                        method.getReturnType().isInterface() ? port(method) : invoke(storage, method, args));
    }

    private Object port(Method accessor) throws Throwable {
        Object port = invoke(storage, accessor, NOTHING);
        String name = accessor.getName();
        return ports.computeIfAbsent(
                name, key -> proxy(accessor.getReturnType(), (self, method, args) -> timed(name, port, method, args)));
    }

    private Object timed(String name, Object port, Method method, Object @Nullable [] args) throws Throwable {
        long began = System.nanoTime();
        if (method.getReturnType() == CompletionStage.class) {
            String operation = method.getName().substring(0, method.getName().length() - "Async".length());
            return ((CompletionStage<?>) invoke(port, method, args))
                    .whenComplete((answer, failure) -> called(name, operation, began, failure != null));
        }
        boolean failed = true;
        try {
            Object answer = invoke(port, method, args);
            failed = false;
            return answer;
        } finally {
            called(name, method.getName(), began, failed);
        }
    }

    private void called(String name, String operation, long began, boolean failed) {
        observer.storeCalled(name, operation, Duration.ofNanos(System.nanoTime() - began), failed);
    }

    private static Object invoke(Object target, Method method, Object @Nullable [] args) throws Throwable {
        try {
            return method.invoke(target, args == null ? NOTHING : args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
