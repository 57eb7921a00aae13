/** A broker that lets in only whom it knows, over TLS, and lets them do only what the manifests say. */
package io.tidecast.security;
