package dev.jobgrid.testkit.sim;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.spi.store.AdmissionStore;
import dev.jobgrid.spi.store.AllocationStore;
import dev.jobgrid.spi.store.ApiKeyStore;
import dev.jobgrid.spi.store.ArtifactStore;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.CallbackOutbox;
import dev.jobgrid.spi.store.GridNameStore;
import dev.jobgrid.spi.store.HistoryStore;
import dev.jobgrid.spi.store.InputStore;
import dev.jobgrid.spi.store.InstanceStore;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.Ledger;
import dev.jobgrid.spi.store.LogStore;
import dev.jobgrid.spi.store.RetentionStore;
import dev.jobgrid.spi.store.SigningKeyStore;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.spi.store.TemplateStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Set;

/**
 * A storage whose calls can be made to fail, to take long, or to crash: after the crash every call throws
 * {@link SimulatedCrash}, and the next one on the same inner storage finds the stored data. Closing it leaves the inner
 * one open.
 */
public final class CrashingStorage implements Storage {
    /** When a call goes wrong. */
    public enum Moment {
        /** Before it has done anything. */
        BEFORE,
        /** After it has done everything: only its result is lost. */
        AFTER
    }

    /** The ports of jobs and of what belongs to them, and their methods that change nothing. */
    private static final Set<Class<?>> OF_JOBS = Set.of(
            JobStore.class,
            LogStore.class,
            Ledger.class,
            AllocationStore.class,
            CallbackOutbox.class,
            RetentionStore.class);

    private static final Set<String> READS =
            Set.of("due", "end", "expired", "find", "list", "movements", "over", "position", "read", "sizes");

    private final Storage inner;
    private long calls;
    private long writes;
    private long wrongAt = Long.MAX_VALUE;
    private Moment moment = Moment.BEFORE;
    private boolean crashes;
    private Optional<Runnable> pause = Optional.empty();
    private Optional<String> crashed = Optional.empty();

    /** A storage without planned faults. */
    public CrashingStorage(Storage inner) {
        this.inner = inner;
    }

    /** Makes the n-th call from now crash, 1 being the next. Replaces the previous plan. */
    public void crashAt(int n, Moment when) {
        plan(n, when, true);
    }

    /** Makes the n-th call from now fail, 1 being the next; later ones work. Replaces the previous plan. */
    public void failAt(int n, Moment when) {
        plan(n, when, false);
    }

    /** Makes the n-th call from now slow: others go on meanwhile. Replaces the previous plan. */
    public void pauseAt(int n, Moment when, Runnable meanwhile) {
        plan(n, when, false);
        pause = Optional.of(meanwhile);
    }

    private void plan(int n, Moment when, boolean crash) {
        pause = Optional.empty();
        wrongAt = calls + n;
        moment = when;
        crashes = crash;
    }

    /** Cancels all planned faults. */
    public void calm() {
        pause = Optional.empty();
        wrongAt = Long.MAX_VALUE;
    }

    /** Calls made so far. */
    public long calls() {
        return calls;
    }

    /** Calls made so far that may have changed jobs or what belongs to them. */
    public long writes() {
        return writes;
    }

    private Object call(Object store, Method method, Object[] args) throws Throwable {
        crashed.ifPresent(where -> {
            throw new SimulatedCrash(where);
        });
        calls++;
        if (OF_JOBS.contains(method.getDeclaringClass()) && !READS.contains(method.getName())) {
            writes++;
        }
        goWrong(Moment.BEFORE, method);
        Object answer;
        try {
            answer = method.invoke(store, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        goWrong(Moment.AFTER, method);
        return answer;
    }

    private void goWrong(Moment now, Method method) throws IOException {
        if (now != moment || calls != wrongAt) {
            return;
        }
        if (pause.isPresent()) {
            Runnable meanwhile = pause.get();
            calm();
            meanwhile.run();
            return;
        }
        String where = now + " " + method.getDeclaringClass().getSimpleName() + "." + method.getName();
        if (crashes) {
            crashed = Optional.of(where);
            throw new SimulatedCrash(where);
        }
        if (method.getDeclaringClass() == BlobStore.class) {
            throw new IOException("simulated failure " + where);
        }
        throw new JobGridException("simulated failure " + where, new IOException("simulated"));
    }

    private <T> T guarded(Class<T> port, T store) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (proxy, method, args) -> call(store, method, args)));
    }

    @Override
    public JobStore jobs() {
        return guarded(JobStore.class, inner.jobs());
    }

    @Override
    public LogStore logs() {
        return guarded(LogStore.class, inner.logs());
    }

    @Override
    public InputStore inputs() {
        return guarded(InputStore.class, inner.inputs());
    }

    @Override
    public ArtifactStore artifacts() {
        return guarded(ArtifactStore.class, inner.artifacts());
    }

    @Override
    public BlobStore blobs() {
        return guarded(BlobStore.class, inner.blobs());
    }

    @Override
    public ApiKeyStore apiKeys() {
        return guarded(ApiKeyStore.class, inner.apiKeys());
    }

    @Override
    public Ledger ledger() {
        return guarded(Ledger.class, inner.ledger());
    }

    @Override
    public TemplateStore templates() {
        return guarded(TemplateStore.class, inner.templates());
    }

    @Override
    public CallbackOutbox callbacks() {
        return guarded(CallbackOutbox.class, inner.callbacks());
    }

    @Override
    public AdmissionStore admission() {
        return guarded(AdmissionStore.class, inner.admission());
    }

    @Override
    public HistoryStore history() {
        return guarded(HistoryStore.class, inner.history());
    }

    @Override
    public RetentionStore retention() {
        return guarded(RetentionStore.class, inner.retention());
    }

    @Override
    public InstanceStore instances() {
        return guarded(InstanceStore.class, inner.instances());
    }

    @Override
    public AllocationStore holds() {
        return guarded(AllocationStore.class, inner.holds());
    }

    @Override
    public GridNameStore gridNames() {
        return inner.gridNames();
    }

    @Override
    public SigningKeyStore signingKeys() {
        return inner.signingKeys();
    }

    @Override
    public Optional<String> id() {
        crashed.ifPresent(where -> {
            throw new SimulatedCrash(where);
        });
        return inner.id();
    }

    @Override
    public boolean isReachable() {
        return crashed.isEmpty() && inner.isReachable();
    }

    @Override
    public void close() {}
}
