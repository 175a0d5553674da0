package dev.jobgrid.testkit.executor;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the contract depends on how paths below {@code /workspace} are mapped, where no workspace is private. */
@SuppressWarnings("JUnitMethodInvoked") // these six of the contract's tests, and no other
class MappedPathsTest {
    private final ProcessExecutorMappedTest contract;

    MappedPathsTest(@TempDir Path folder) {
        contract = new ProcessExecutorMappedTest(folder);
    }

    @BeforeEach
    void open() throws Exception {
        contract.openFirst();
    }

    @AfterEach
    void clearAway() throws Exception {
        contract.clearAway();
    }

    @Test
    void inputsAndScriptsAreInPlace() throws Exception {
        contract.inputsAndScriptsAreInPlace();
    }

    @Test
    void programsGetTheRequestedVariablesAndNoOthers() throws Exception {
        contract.programsGetTheRequestedVariablesAndNoOthers();
    }

    @Test
    void homeIsTheWorkspaceAndVariablesMayHoldNewlines() throws Exception {
        contract.homeIsTheWorkspaceAndVariablesMayHoldNewlines();
    }

    @Test
    void argumentsArriveAsGiven() throws Exception {
        contract.argumentsArriveAsGiven();
    }

    @Test
    void onlyRegularFilesAreCollected() throws Exception {
        contract.onlyRegularFilesAreCollected();
    }

    @Test
    void aWritableMountOutlivesTheRun(@TempDir Path host) throws Exception {
        contract.aWritableMountOutlivesTheRun(host);
    }
}
