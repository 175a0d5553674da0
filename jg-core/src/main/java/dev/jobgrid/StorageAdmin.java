package dev.jobgrid;

import dev.jobgrid.auth.ApiKeys;
import dev.jobgrid.callbacks.CallbackReport;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.errors.SettingCheck;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.admission.StoredMaintenance;
import dev.jobgrid.internal.auth.StoredApiKeys;
import dev.jobgrid.internal.callbacks.StoredCallbacks;
import dev.jobgrid.internal.credits.StoredCredits;
import dev.jobgrid.internal.execute.LostRuns;
import dev.jobgrid.internal.plugins.GuardedPlugins;
import dev.jobgrid.internal.plugins.Waits;
import dev.jobgrid.internal.retention.StoredRetention;
import dev.jobgrid.internal.schedule.StoredNodes;
import dev.jobgrid.internal.templates.StoredTemplates;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackProgress;
import dev.jobgrid.retention.RetentionRules;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.spi.store.SigningKey;
import dev.jobgrid.spi.store.SigningKeyStore;
import dev.jobgrid.spi.store.Storage;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * Administration of a storage, with or without a running grid: keys, undelivered callbacks, credits, maintenance,
 * retention and lost nodes. Grids on the same storage see changes at once. Not limited by a caller. Thread-safe;
 * closing the storage is the caller's.
 */
public final class StorageAdmin {
    private static final int MAX_LISTED = 1000;

    private final Storage storage;
    private final InstantSource clock;
    private final ApiKeys apiKeys;
    private final StoredCallbacks callbacks;
    private final Maintenance maintenance;
    private final GuardedPlugins plugins = new GuardedPlugins(Waits.DEFAULT);

    private StorageAdmin(Storage storage, InstantSource clock) {
        this.storage = storage;
        this.clock = clock;
        apiKeys = new StoredApiKeys(storage.apiKeys(), clock);
        callbacks = new StoredCallbacks(storage.callbacks(), storage.jobs(), clock, () -> {});
        maintenance = new StoredMaintenance(storage.admission(), GridClock.of(clock));
    }

    /** The administration of a storage. */
    public static StorageAdmin of(Storage storage, InstantSource clock) {
        return new StorageAdmin(
                storage,
                () -> SettingCheck.present("the wall clock", clock.instant()).truncatedTo(ChronoUnit.MICROS));
    }

    /** API keys. */
    public ApiKeys apiKeys() {
        return apiKeys;
    }

    /**
     * Replaces the key that signs URLs of uploads and downloads. Grids sign with the new one within a minute.
     *
     * @param revokes whether URLs that were signed before are refused, within a minute; else those of the replaced key are
     *     accepted until they expire, or the next replacement
     * @return the id of the new key
     */
    public String replaceSigningKey(boolean revokes) {
        SigningKeyStore keys = storage.signingKeys();
        int newest = keys.list().stream().mapToInt(SigningKey::number).max().orElse(0);
        SigningKey key = SigningKey.random(newest + 1);
        if (!keys.add(key)) {
            throw new JobGridException(
                    ErrorCode.CONFLICT, "someone else has replaced the signing key at the same moment");
        }
        keys.removeBefore(revokes ? key.number() : newest);
        return key.id();
    }

    /** Maintenance mode of the grids on this storage. */
    public Maintenance maintenance() {
        return maintenance;
    }

    /** Credits of a workspace, whether or not credits are enabled on the grids of this storage. */
    public Credits credits(WorkspaceId workspace) {
        return new StoredCredits(storage.ledger(), workspace, clock, () -> {});
    }

    /** A workspace's own templates; templates of the embedder are not known here. */
    public Templates templates(WorkspaceId workspace) {
        return new StoredTemplates(storage.templates(), workspace, Map.of());
    }

    /** Removes data that these rules do not retain. */
    public Retention retention(RetentionRules rules) {
        return new StoredRetention(storage, rules, clock);
    }

    /**
     * The nodes of the grids on this storage.
     *
     * @param settings whose retry policy applies to jobs of a forgotten node
     */
    public Nodes nodes(GridSettings.Running settings) {
        return new StoredNodes(storage, new LostRuns(settings.withRetry(plugins.retryPolicy(settings.retry()))), clock);
    }

    /** Callbacks of a workspace in this state, newest first, at most 1,000. */
    public List<CallbackDelivery> callbacks(WorkspaceId workspace, CallbackProgress.State state) {
        return storage.callbacks().list(workspace, state, MAX_LISTED);
    }

    /**
     * Restarts the delivery of a job's callback; a grid with a sender finds it due.
     *
     * @throws dev.jobgrid.errors.JobGridException NOT_FOUND if there is no such job, or it has no callback
     */
    public CallbackReport retryCallback(JobRef job) {
        return callbacks.retry(job);
    }
}
