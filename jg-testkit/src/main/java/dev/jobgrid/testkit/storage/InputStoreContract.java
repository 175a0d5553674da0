package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.id.InputId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.InputStatus;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.JobInput.Content;
import dev.jobgrid.inputs.JobInput.InputFile;
import dev.jobgrid.spi.store.InputStore;
import dev.jobgrid.spi.store.Storage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link InputStore}. Extend it and give it a storage. */
public abstract class InputStoreContract {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final WorkspaceId OTHER = new WorkspaceId("other");

    private Storage storage;
    private InputStore inputs;

    /** For subclasses. */
    protected InputStoreContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        storage = emptyStorage();
        inputs = storage.inputs();
    }

    @AfterEach
    final void close() {
        storage.close();
    }

    @Test
    final void anInputIsFoundAsItWasCreated() {
        JobInput slot = slot("inp_1", NOW);
        inputs.create(slot);

        assertThat(inputs.find(WorkspaceId.DEFAULT, slot.id())).contains(slot);
        assertThat(inputs.find(OTHER, slot.id())).isEmpty();
        assertThat(inputs.find(WorkspaceId.DEFAULT, new InputId("inp_2"))).isEmpty();
    }

    @Test
    final void anIdThatIsTakenIsRefused() {
        JobInput slot = slot("inp_1", NOW);
        inputs.create(slot);

        assertThatThrownBy(() -> inputs.create(slot("inp_1", NOW.plusSeconds(1))))
                .isInstanceOf(RuntimeException.class);

        assertThat(inputs.find(WorkspaceId.DEFAULT, slot.id())).contains(slot);
    }

    @Test
    final void anInputGoesItsWay() {
        JobInput slot = slot("inp_1", NOW);
        JobInput received = slot.received(content(5L << 30, "ab"));
        JobInput uploaded = received.uploaded(new InputFile("träin.py", "text/x-python", InputKind.SCRIPT));
        inputs.create(slot);

        assertThat(inputs.update(slot, received)).isTrue();
        assertThat(inputs.find(WorkspaceId.DEFAULT, slot.id())).contains(received);
        assertThat(inputs.update(received, uploaded)).isTrue();
        assertThat(inputs.find(WorkspaceId.DEFAULT, slot.id())).contains(uploaded);
    }

    @Test
    final void bytesThatArriveAgainTakeThePlaceOfTheFirst() {
        JobInput slot = slot("inp_1", NOW);
        JobInput first = slot.received(content(1, "aa"));
        JobInput second = first.received(content(2, "bb"));
        inputs.create(slot);
        inputs.update(slot, first);

        assertThat(inputs.update(first, second)).isTrue();

        assertThat(inputs.find(WorkspaceId.DEFAULT, slot.id())).contains(second);
    }

    @Test
    final void bytesThatWereReplacedMeanwhileAreNotCompleted() {
        JobInput slot = slot("inp_1", NOW);
        JobInput first = slot.received(content(1, "aa"));
        JobInput second = first.received(content(2, "bb"));
        inputs.create(slot);
        inputs.update(slot, first);
        inputs.update(first, second);

        assertThat(inputs.update(first, first.uploaded(first.file()))).isFalse();
        assertThat(inputs.find(WorkspaceId.DEFAULT, slot.id())).contains(second);
    }

    @Test
    final void anUpdateFromAnotherStatusChangesNothing() {
        JobInput slot = slot("inp_1", NOW);
        JobInput received = slot.received(content(1, "aa"));
        inputs.create(slot);

        assertThat(inputs.update(received, received.uploaded(slot.file()))).isFalse();
        assertThat(inputs.find(WorkspaceId.DEFAULT, slot.id())).contains(slot);

        inputs.update(slot, received);
        assertThat(inputs.update(slot, slot.received(content(9, "bb")))).isFalse();
        assertThat(inputs.find(WorkspaceId.DEFAULT, slot.id())).contains(received);
    }

    @Test
    final void anUpdateOfAnInputThatDoesNotExistChangesNothing() {
        JobInput slot = slot("inp_1", NOW);

        assertThat(inputs.update(slot, slot.received(content(1, "aa")))).isFalse();

        assertThat(inputs.list(WorkspaceId.DEFAULT, 10)).isEmpty();
    }

    @Test
    final void oneOfManyUpdatesOfAStatusWins() throws Exception {
        JobInput slot = slot("inp_1", NOW);
        inputs.create(slot);

        List<Boolean> won = Together.on(16, i -> inputs.update(slot, slot.received(content(i, "cc"))));

        assertThat(won).containsOnlyOnce(true).contains(false);
        assertThat(inputs.find(WorkspaceId.DEFAULT, slot.id()))
                .contains(slot.received(content(won.indexOf(true), "cc")));
    }

    @Test
    final void theNewestIsFirst() {
        List<JobInput> slots = IntStream.range(0, 20)
                .mapToObj(i -> slot("inp_" + i, NOW.minusSeconds(i)))
                .toList();
        IntStream.range(0, 20).map(i -> (i * 7) % 20).forEach(i -> inputs.create(slots.get(i)));

        assertThat(inputs.list(WorkspaceId.DEFAULT, 100)).isEqualTo(slots);
        assertThat(inputs.list(WorkspaceId.DEFAULT, 5)).isEqualTo(slots.subList(0, 5));
        assertThat(inputs.list(OTHER, 100)).isEmpty();
    }

    private static Content content(long size, String hash) {
        return new Content(size, hash.repeat(32), "inputs/default/" + hash);
    }

    private static JobInput slot(String id, Instant created) {
        InputFile file = new InputFile("дата 日本.bin", "application/octet-stream", InputKind.INPUT);
        return new JobInput(
                WorkspaceId.DEFAULT,
                new InputId(id),
                file,
                InputStatus.PENDING,
                Optional.empty(),
                "5a".repeat(32),
                created,
                created.plusSeconds(900));
    }
}
