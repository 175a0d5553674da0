package dev.jobgrid.testkit.storage;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.Storage;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A storage whose asynchronous calls always complete later, like one with group commit. */
public final class DeferredStorage {
    private DeferredStorage() {}

    /**
     * The same storage, its jobs stored and found for those callers by an executor.
     *
     * @param hands run the deferred work, and complete its stages
     */
    public static Storage of(Storage inner, Executor hands) {
        JobStore jobs = inner.jobs();
        JobStore late = proxy(JobStore.class, (self, method, args) -> switch (method.getName()) {
            case "createAsync" -> CompletableFuture.supplyAsync(() -> jobs.create(news(args[0])), hands);
            case "findAsync" -> CompletableFuture.supplyAsync(() -> jobs.find((JobRef) args[0]), hands);
            default -> invoke(jobs, method, args);
        });
        return proxy(
                Storage.class,
                (self, method, args) -> method.getName().equals("jobs") ? late : invoke(inner, method, args));
    }

    private static List<NewJob> news(Object argument) {
        return ((List<?>) argument).stream().map(NewJob.class::cast).toList();
    }

    private static Object invoke(Object target, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
