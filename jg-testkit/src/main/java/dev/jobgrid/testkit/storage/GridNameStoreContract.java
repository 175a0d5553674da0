package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.GridNames;
import dev.jobgrid.spi.store.GridNameStore;
import dev.jobgrid.spi.store.Storage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link GridNameStore}. Extend it and give it a storage. */
public abstract class GridNameStoreContract {
    private Storage storage;
    private GridNameStore names;

    /** For subclasses. */
    protected GridNameStoreContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        storage = emptyStorage();
        names = storage.gridNames();
    }

    @AfterEach
    final void close() {
        storage.close();
    }

    @Test
    final void aNewStoreHasARandomNameThatStays() {
        assertThat(names.isInherited()).isFalse();
        GridNames made = names.names();

        assertThat(made.name()).hasSizeGreaterThan(30);
        assertThat(made.former()).isEmpty();
        assertThat(names.names()).isEqualTo(made);
        assertThat(names.isInherited()).isFalse();
    }

    @Test
    final void gridsThatStartAtOnceHaveOneName() throws Exception {
        List<GridNames> made = Together.on(8, i -> names.names());

        assertThat(made).containsOnly(names.names());
    }

    @Test
    final void theFirstAdoptedNameIsTheNameAndLaterOnesAreFormerOnes() {
        assertThat(names.adopt("grid-1")).isEqualTo(GridNames.of("grid-1"));
        names.adopt("grid-2");
        names.adopt("grid-1");
        names.adopt("grid-3");

        assertThat(names.adopt("grid-2")).isEqualTo(new GridNames("grid-1", List.of("grid-2", "grid-3")));
        assertThat(names.names()).isEqualTo(new GridNames("grid-1", List.of("grid-2", "grid-3")));
    }

    @Test
    final void aNameThatWasMadeStaysBeforeAnAdoptedOne() {
        String made = names.names().name();

        assertThat(names.adopt("grid-1")).isEqualTo(new GridNames(made, List.of("grid-1")));
    }

    @Test
    final void namesThatAreAdoptedAtOnceAreAllKept() throws Exception {
        Together.on(8, i -> names.adopt("grid-" + i % 4));

        GridNames kept = names.names();
        assertThat(kept.former()).hasSize(3).doesNotContain(kept.name());
        assertThat(List.of("grid-0", "grid-1", "grid-2", "grid-3")).allMatch(kept::contains);
    }

    @Test
    final void aStoreThatIsNoCopyKeepsItsNamesWhenItInherits() {
        GridNames made = names.names();

        names.inherit();

        assertThat(names.names()).isEqualTo(made);
    }
}
