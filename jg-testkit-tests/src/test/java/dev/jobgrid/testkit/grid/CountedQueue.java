package dev.jobgrid.testkit.grid;

import dev.jobgrid.routing.Router;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.QueueQuery;
import dev.jobgrid.spi.store.QueuedLane;
import dev.jobgrid.spi.store.Storage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a grid reads of its queue, and what it asks its router. Thread-safe. */
final class CountedQueue {
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong continued = new AtomicLong();
    private final AtomicLong heads = new AtomicLong();
    private final AtomicLong jobs = new AtomicLong();
    private final AtomicLong decisions = new AtomicLong();

    /**
     * What was counted.
     *
     * @param reads how often the store was asked for heads or for who waits
     * @param continued how often for jobs behind a known one
     * @param heads lanes that it gave, and workspaces
     * @param jobs jobs of these lanes
     * @param decisions of the router
     */
    record Counts(long reads, long continued, long heads, long jobs, long decisions) {
        Counts minus(Counts other) {
            return new Counts(
                    reads - other.reads,
                    continued - other.continued,
                    heads - other.heads,
                    jobs - other.jobs,
                    decisions - other.decisions);
        }
    }

    Counts counts() {
        return new Counts(reads.get(), continued.get(), heads.get(), jobs.get(), decisions.get());
    }

    Router counted(Router router) {
        return (request, snapshot) -> {
            decisions.incrementAndGet();
            return router.route(request, snapshot);
        };
    }

    Storage counted(Storage storage) {
        JobStore store = proxy(JobStore.class, storage.jobs(), this::count);
        return proxy(
                Storage.class,
                storage,
                (method, arguments, answer) -> method.getName().equals("jobs") ? store : answer);
    }

    private Object count(Method method, Object[] arguments, Object answer) {
        if (method.getName().equals("queued")) {
            List<?> lanes = (List<?>) answer;
            reads.incrementAndGet();
            if (((QueueQuery) arguments[0]).from().flatMap(QueueQuery.From::job).isPresent()) {
                continued.incrementAndGet();
            }
            heads.addAndGet(lanes.size());
            lanes.forEach(lane -> jobs.addAndGet(((QueuedLane) lane).jobs().size()));
        } else if (method.getName().equals("waiting")) {
            reads.incrementAndGet();
            heads.addAndGet(((List<?>) answer).size());
        }
        return answer;
    }

    /** What is made of a method's answer. */
    @FunctionalInterface
    private interface Answer {
        Object of(Method method, Object[] arguments, Object answer);
    }

    private static <T> T proxy(Class<T> port, T inner, Answer answer) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    try {
                        return answer.of(method, arguments, method.invoke(inner, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
