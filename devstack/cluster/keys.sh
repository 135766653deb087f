# shellcheck shell=bash disable=SC2154
# Sourced by run and run-pods: the keys and the kubeconfigs of a cluster, in $pki and $folder.

# A key and a certificate of the cluster's own authority.
issue() { # NAME SUBJECT [NAMES] — names as openssl has them, such as DNS:localhost,IP:127.0.0.1
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "$2" -keyout "$pki/$1.key" -out "$pki/$1.csr" 2>/dev/null
  openssl x509 -req -in "$pki/$1.csr" -CA "$pki/ca.crt" -CAkey "$pki/ca.key" -CAcreateserial -days 3650 -out "$pki/$1.crt" \
    -extfile <(printf 'basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth,clientAuth\n%s\n' "${3:+subjectAltName=$3}") 2>/dev/null
  rm "$pki/$1.csr"
}

# The authority, the keys that every cluster has, and the pair that signs tokens of service accounts.
make_keys() { # NAMES of the API server
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj /CN=devstack-ca -keyout "$pki/ca.key" -out "$pki/ca.crt" 2>/dev/null
  issue apiserver /CN=kube-apiserver "$1"
  issue admin /O=system:masters/CN=admin
  issue controller-manager /CN=system:kube-controller-manager
  openssl genrsa -out "$pki/sa.key" 2048 2>/dev/null
  openssl rsa -in "$pki/sa.key" -pubout -out "$pki/sa.pub" 2>/dev/null
}

# Self-contained, so that it can be copied: no other file is named in it.
kubeconfig() { # NAME SERVER [USER] — the user has the kubeconfig's name unless another is given
  local user=${3:-$1}
  printf '%s\n' 'apiVersion: v1' 'kind: Config' \
    "clusters: [{name: devstack, cluster: {server: '$2', certificate-authority-data: $(base64 -w 0 <"$pki/ca.crt")}}]" \
    "users: [{name: $user, user: {client-certificate-data: $(base64 -w 0 <"$pki/$user.crt"), client-key-data: $(base64 -w 0 <"$pki/$user.key")}}]" \
    "contexts: [{name: devstack, context: {cluster: devstack, user: $user, namespace: default}}]" 'current-context: devstack' >"$folder/$1.kubeconfig"
}
