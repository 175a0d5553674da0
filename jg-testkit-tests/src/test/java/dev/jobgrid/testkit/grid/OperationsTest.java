package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.Artifacts;
import dev.jobgrid.Callbacks;
import dev.jobgrid.Credits;
import dev.jobgrid.Inputs;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.Operations;
import dev.jobgrid.Templates;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.CreditPolicy;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may operate a grid: whoever built it, and nobody that it acts for. */
class OperationsTest {
    private static final List<Method> OPERATIONS = List.of(Operations.class.getMethods());

    private final JobGrid grid = JobGrid.builder()
            .storage(new MemoryStorage())
            .credits(CreditPolicy.everyone())
            .build();
    private final List<JobGrid> callers = List.of(
            grid.as(Caller.owner(WorkspaceId.DEFAULT)),
            grid.as(new Caller(new WorkspaceId("team-a"), "all scopes", EnumSet.allOf(Scope.class))),
            grid.as(new Caller(WorkspaceId.DEFAULT, "reader", EnumSet.of(Scope.JOBS_READ))),
            grid.as(grid.caller()).as(grid.caller()));

    @AfterEach
    void close() {
        grid.close();
    }

    private static Object operate(JobGrid as, Method operation) throws Throwable {
        Operations operations = as.operations();
        try {
            return operation.invoke(operations);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Test
    void theGridThatAProcessBuiltAnswersEachOperation() {
        assertThat(OPERATIONS)
                .allSatisfy(operation -> assertThat(operate(grid, operation)).isNotNull());
    }

    @Test
    void aGridForACallerRefusesEachOperation() {
        assertThat(callers)
                .allSatisfy(caller -> assertThat(OPERATIONS)
                        .isNotEmpty()
                        .allSatisfy(operation -> assertThatThrownBy(() -> operate(caller, operation))
                                .isInstanceOfSatisfying(
                                        JobGridException.class,
                                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.FORBIDDEN))
                                .hasMessage(
                                        "a caller's grid cannot be operated; use the grid that its process built")));
    }

    @Test
    void onlyTheGridThatAProcessBuiltTopsUp() {
        assertThat(callers)
                .allSatisfy(caller -> assertThatThrownBy(() -> caller.credits().topUp(Usd.ofDollars(1), "a gift"))
                        .isInstanceOfSatisfying(
                                JobGridException.class,
                                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.FORBIDDEN))
                        .hasMessage("only the grid's operator tops up a workspace; './jg credits add' does it"));

        grid.credits().topUp(Usd.ofDollars(1), "a gift");
        assertThat(callers.get(0).credits().balance().available()).isEqualTo(Usd.ofDollars(1));
    }

    @Test
    void whatAnOperatorGetsIsHadInNoOtherWay() {
        Set<Type> operators = OPERATIONS.stream()
                .map(Method::getGenericReturnType)
                .filter(type -> type != long.class)
                .collect(Collectors.toSet());

        assertThat(Stream.of(
                                JobGrid.class,
                                JobHandle.class,
                                Inputs.class,
                                Artifacts.class,
                                Callbacks.class,
                                Credits.class,
                                Templates.class)
                        .flatMap(facade -> Stream.of(facade.getMethods())))
                .noneMatch(method -> operators.contains(method.getGenericReturnType()));
    }
}
