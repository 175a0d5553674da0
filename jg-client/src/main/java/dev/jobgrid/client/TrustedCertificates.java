package dev.jobgrid.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Certificates of a file, to trust. Stateless. */
public final class TrustedCertificates {
    private TrustedCertificates() {}

    /**
     * Trusts these beside those of the JVM: a server's own authority, and that of the blob store which it sends clients to.
     *
     * @param pem a file of one or more certificates in PEM form, read now
     * @throws IllegalArgumentException if it cannot be read, or holds none
     */
    public static SSLContext with(Path pem) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (TrustManager manager : managers(null)) {
                if (manager instanceof X509TrustManager usual) {
                    for (X509Certificate certificate : usual.getAcceptedIssuers()) {
                        add(certificate, trusted);
                    }
                }
            }
            for (Certificate certificate : read(pem)) {
                add(certificate, trusted);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(trusted), null);
            return context;
        } catch (IOException e) {
            throw new IllegalArgumentException(pem + " is not a file that can be read", e);
        } catch (CertificateException e) {
            throw new IllegalArgumentException(pem + " holds no certificates in PEM form", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot trust certificates of a file", e);
        }
    }

    private static Collection<? extends Certificate> read(Path pem) throws IOException, CertificateException {
        try (InputStream text = Files.newInputStream(pem)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(text);
            if (found.isEmpty()) {
                throw new CertificateException("no certificate");
            }
            return found;
        }
    }

    private static void add(Certificate certificate, KeyStore trusted) throws GeneralSecurityException {
        trusted.setCertificateEntry("certificate-" + trusted.size(), certificate);
    }

    private static TrustManager[] managers(@Nullable KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory.getTrustManagers();
    }
}
