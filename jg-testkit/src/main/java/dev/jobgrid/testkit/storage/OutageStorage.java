package dev.jobgrid.testkit.storage;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.spi.store.Storage;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A storage with simulated outages, like a database that is down: each call is refused as by the port's contract.
 * Thread-safe.
 */
public final class OutageStorage {
    private static final Object[] NOTHING = {};

    private final Storage inner;
    private volatile boolean away;

    /** A storage over this one. */
    public OutageStorage(Storage inner) {
        this.inner = inner;
    }

    /** Starts or ends an outage. */
    public void away(boolean value) {
        away = value;
    }

    /** The storage, for a grid. */
    public Storage storage() {
        return proxy(Storage.class, (self, method, args) -> switch (method.getName()) {
            case "isReachable" -> !away && inner.isReachable();
            case "problem" -> away ? Optional.of("it was sent away") : inner.problem();
            case "blobs" -> inner.blobs();
            default ->
                method.getReturnType().isInterface()
                        ? port(method.getReturnType(), invoke(inner, method, args))
                        : invoke(inner, method, args);
        });
    }

    private Object port(Class<?> type, Object port) {
        return proxy(type, (self, method, args) -> {
            if (!away) {
                return invoke(port, method, args);
            }
            if (method.getReturnType() == CompletionStage.class) {
                return CompletableFuture.failedStage(refusal());
            }
            throw refusal();
        });
    }

    private static JobGridException refusal() {
        return new JobGridException(
                ErrorCode.STORE_UNAVAILABLE,
                "the store was sent away, try again a little later",
                Duration.ofSeconds(5),
                new IllegalStateException("SELECT of an address"));
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
