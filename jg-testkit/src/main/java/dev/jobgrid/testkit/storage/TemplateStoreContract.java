package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.spi.store.TemplateStore;
import dev.jobgrid.templates.JobTemplate;
import dev.jobgrid.testkit.SampleSpecs;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link TemplateStore}. Extend it and give it a storage. */
public abstract class TemplateStoreContract {
    private static final WorkspaceId MINE = WorkspaceId.DEFAULT;
    private static final WorkspaceId OTHER = new WorkspaceId("other");

    private Storage storage;
    private TemplateStore templates;

    /** For subclasses. */
    protected TemplateStoreContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        storage = emptyStorage();
        templates = storage.templates();
    }

    @AfterEach
    final void close() {
        storage.close();
    }

    private static JobTemplate template(String slug, String image) {
        return new JobTemplate(
                slug, JobSpec.draft().image(image).command("run", slug).build());
    }

    @Test
    final void aTemplateIsReadAsItWasStored() {
        Random random = new Random(7);
        for (int i = 0; i < 20; i++) {
            JobTemplate any = new JobTemplate("any-" + i, SampleSpecs.any(random));
            assertThat(templates.put(MINE, any, 100)).isTrue();
            assertThat(templates.find(MINE, any.slug())).contains(any);
        }
        assertThat(templates.find(MINE, "none")).isEmpty();
        assertThat(templates.find(OTHER, "any-1")).isEmpty();
    }

    @Test
    final void oneOfTheSameSlugTakesItsPlace() {
        templates.put(MINE, template("a", "acme/old:1"), 1);
        templates.put(OTHER, template("a", "acme/other:1"), 1);

        assertThat(templates.put(MINE, template("a", "acme/new:1"), 1)).isTrue();

        assertThat(templates.list(MINE, 10)).containsExactly(template("a", "acme/new:1"));
        assertThat(templates.list(OTHER, 10)).containsExactly(template("a", "acme/other:1"));
    }

    @Test
    final void aWorkspaceThatIsFullTakesNoOther() {
        templates.put(MINE, template("a", "acme/app:1"), 2);
        templates.put(MINE, template("b", "acme/app:1"), 2);

        assertThat(templates.put(MINE, template("c", "acme/app:1"), 2)).isFalse();
        assertThat(templates.put(OTHER, template("c", "acme/app:1"), 2)).isTrue();

        assertThat(templates.find(MINE, "c")).isEmpty();
    }

    @Test
    final void theyAreListedBySlug() {
        for (String slug : List.of("b", "C", "a-1", "10", "a.1", "9")) {
            templates.put(MINE, template(slug, "acme/app:1"), 10);
        }

        assertThat(templates.list(MINE, 4)).extracting(JobTemplate::slug).containsExactly("10", "9", "C", "a-1");
    }

    @Test
    final void oneThatWasRemovedIsGone() {
        templates.put(MINE, template("a", "acme/app:1"), 10);
        templates.put(MINE, template("b", "acme/app:1"), 10);

        assertThat(templates.remove(OTHER, "a")).isFalse();
        assertThat(templates.remove(MINE, "a")).isTrue();
        assertThat(templates.remove(MINE, "a")).isFalse();

        assertThat(templates.list(MINE, 10)).extracting(JobTemplate::slug).containsExactly("b");
    }

    @Test
    final void manyWhoStoreTheSameAtOnceLeaveOne() throws Exception {
        List<Boolean> stored = Together.on(8, i -> templates.put(MINE, template("a", "acme/app:" + i), 10));

        assertThat(stored).containsOnly(true);
        assertThat(templates.list(MINE, 10)).hasSize(1);
    }
}
