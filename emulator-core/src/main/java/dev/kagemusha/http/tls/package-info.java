/**
 * Certificates for TLS: start reading at {@link dev.kagemusha.http.tls.CertificateAuthority}. Nothing here is loaded, and no
 * key is made, before the first TLS connection or the first download of the authority's certificate.
 */
@NullMarked
package dev.kagemusha.http.tls;

import org.jspecify.annotations.NullMarked;
