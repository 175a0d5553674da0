package dev.jobgrid.testkit.grid;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link JobGrid} has to do, whether it is of this process or of another: the facade over a store and an
 * engine that follows scripts, with real threads, in time that passes by the system's clock and is set ahead where something
 * has to take long. The tests are in the interfaces that it implements, one for each subject.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
public abstract class JobGridContract
        implements AuthenticationContract,
                EstimateContract,
                InputsContract,
                SubmitContract,
                TemplatesContract,
                ExecutionContract,
                NodeFaultsContract,
                StatusContract,
                QueueContract,
                FleetContract,
                RerunContract,
                EventsContract,
                LogsContract,
                ArtifactsContract,
                CancelContract,
                LaunchPlanContract,
                CreditsContract {
    private GridUnderTest underTest;

    /**
     * The grid under test, for one caller; closed by the contract.
     *
     * @param home the grid of this process that it must lead to
     */
    protected abstract JobGrid open(JobGrid home, Caller caller) throws Exception;

    /** An empty storage for one test, closed by the contract; in memory unless overridden. */
    protected Storage storage() throws Exception {
        return new MemoryStorage();
    }

    @Override
    public final GridUnderTest underTest() {
        return underTest;
    }

    @BeforeEach
    void begin() throws Exception {
        underTest = new GridUnderTest(this::open, storage());
        underTest.begin();
    }

    @AfterEach
    void close() {
        underTest.end();
    }
}
