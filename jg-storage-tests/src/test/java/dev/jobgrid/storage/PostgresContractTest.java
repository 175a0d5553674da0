package dev.jobgrid.storage;

import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.storage.AdmissionStoreContract;
import dev.jobgrid.testkit.storage.ApiKeyStoreContract;
import dev.jobgrid.testkit.storage.ArtifactStoreContract;
import dev.jobgrid.testkit.storage.BlobStoreContract;
import dev.jobgrid.testkit.storage.CallbackOutboxContract;
import dev.jobgrid.testkit.storage.GridNameStoreContract;
import dev.jobgrid.testkit.storage.HistoryStoreContract;
import dev.jobgrid.testkit.storage.HoldStoreContract;
import dev.jobgrid.testkit.storage.InputStoreContract;
import dev.jobgrid.testkit.storage.InstanceStoreContract;
import dev.jobgrid.testkit.storage.JobStoreContract;
import dev.jobgrid.testkit.storage.LedgerContract;
import dev.jobgrid.testkit.storage.LogStoreContract;
import dev.jobgrid.testkit.storage.RetentionStoreContract;
import dev.jobgrid.testkit.storage.SigningKeyStoreContract;
import dev.jobgrid.testkit.storage.StoreIdContract;
import dev.jobgrid.testkit.storage.TemplateStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Every storage contract, on PostgreSQL with a schema and a prefix of its own. */
class PostgresContractTest {
    @TempDir
    private Path folder;

    @Nested
    class AdmissionStoreTest extends AdmissionStoreContract {
        @Override
        protected Storage emptyStorage() {
            return TestPostgres.emptyStorage("contract", folder);
        }
    }

    @Nested
    class ApiKeyStoreTest extends ApiKeyStoreContract {
        @Override
        protected Storage emptyStorage() {
            return TestPostgres.emptyStorage("contract", folder);
        }
    }

    @Nested
    class ArtifactStoreTest extends ArtifactStoreContract {
        @Override
        protected Storage emptyStorage() {
            return TestPostgres.emptyStorage("contract", folder);
        }
    }

    /** A folder of blobs, as with H2. */
    @Nested
    @Tag("nightly")
    class BlobStoreTest extends BlobStoreContract {
        @Override
        protected Storage emptyStorage() {
            return TestPostgres.emptyStorage("contract", folder);
        }
    }

    @Nested
    class CallbackOutboxTest extends CallbackOutboxContract {
        @Override
        protected Storage emptyStorage() {
            return TestPostgres.emptyStorage("contract", folder);
        }
    }

    @Nested
    class InputStoreTest extends InputStoreContract {
        @Override
        protected Storage emptyStorage() {
            return TestPostgres.emptyStorage("contract", folder);
        }
    }

    @Nested
    class HistoryStoreTest extends HistoryStoreContract {
        @Override
        protected Storage emptyStorage() {
            return TestPostgres.emptyStorage("contract", folder);
        }
    }

    @Nested
    class HoldStoreTest extends HoldStoreContract {
        @Override
        protected Storage emptyStorage() {
            return TestPostgres.emptyStorage("contract", folder);
        }
    }

    @Nested
    class InstanceStoreTest extends InstanceStoreContract {
        @Override
        protected Storage emptyStorage() {
            return TestPostgres.emptyStorage("contract", folder);
        }
    }

    @Nested
    class JobStoreTest extends JobStoreContract {
        @Override
        protected Storage emptyStorage() {
            return TestPostgres.emptyStorage("contract", folder);
        }
    }

    @Nested
    class LedgerTest extends LedgerContract {
        @Override
        protected Storage emptyStorage() {
            return TestPostgres.emptyStorage("contract", folder);
        }
    }

    @Nested
    class LogStoreTest extends LogStoreContract {
        @Override
        protected Storage emptyStorage() {
            return TestPostgres.emptyStorage("contract", folder);
        }
    }

    @Nested
    class TemplateStoreTest extends TemplateStoreContract {
        @Override
        protected Storage emptyStorage() {
            return TestPostgres.emptyStorage("contract", folder);
        }
    }

    @Nested
    class GridNameStoreTest extends GridNameStoreContract {
        @Override
        protected Storage emptyStorage() {
            return TestPostgres.emptyStorage("contract", folder);
        }
    }

    @Nested
    class SigningKeyStoreTest extends SigningKeyStoreContract {
        @Override
        protected Storage emptyStorage() {
            return TestPostgres.emptyStorage("contract", folder);
        }
    }

    @Nested
    class RetentionStoreTest extends RetentionStoreContract {
        @Override
        protected Storage emptyStorage() {
            return TestPostgres.emptyStorage("contract", folder);
        }
    }

    @Nested
    class StoreIdTest extends StoreIdContract {
        @Override
        protected Storage emptyStorage() {
            return TestPostgres.emptyStorage("contract", folder);
        }

        @Override
        protected Storage anotherStorage() {
            return TestPostgres.emptyStorage("contract_other", folder);
        }
    }
}
