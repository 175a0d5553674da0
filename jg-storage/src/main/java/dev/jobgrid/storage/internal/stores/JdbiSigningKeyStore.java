package dev.jobgrid.storage.internal.stores;

import dev.jobgrid.auth.Secret;
import dev.jobgrid.spi.store.SigningKey;
import dev.jobgrid.spi.store.SigningKeyStore;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.util.List;

/** Signing keys in a database. Thread-safe. */
public final class JdbiSigningKeyStore implements SigningKeyStore {
    private final Transactions transactions;

    public JdbiSigningKeyStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public List<SigningKey> list() {
        return transactions.read(
                "reading signing keys",
                handle -> handle.createQuery("SELECT key_number, key_id, secret FROM signing_keys ORDER BY key_number")
                        .map((row, context) ->
                                new SigningKey(row.getInt(1), row.getString(2), new Secret(row.getString(3))))
                        .list());
    }

    @Override
    public boolean add(SigningKey key) {
        return transactions.write(
                "storing a signing key",
                handle -> handle.createUpdate("""
                                INSERT INTO signing_keys (key_number, key_id, secret) VALUES (:number, :id, :secret)
                                ON CONFLICT DO NOTHING
                                """)
                                .bind("number", key.number())
                                .bind("id", key.id())
                                .bind("secret", key.secret().value())
                                .execute()
                        == 1);
    }

    @Override
    public void removeBefore(int number) {
        transactions.write(
                "removing signing keys",
                handle -> handle.execute("DELETE FROM signing_keys WHERE key_number < ?", number));
    }
}
