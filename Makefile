# What can be done here. The work is in eng/; `make` alone prints this list.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup setup-client setup-cluster setup-pods build native check test test-contract test-runtime test-ctl test-mongoc test-standin test-conformance test-big-peer test-model test-fuzz test-architecture test-e2e test-faults test-controller test-operator test-cel test-chart test-cluster cluster-up cluster-down cluster-status install-ctl images demo demo-cluster bench bench-quick bench-operator clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what is missing and say what and why (changes nothing when all is there)
	@./eng/setup

setup-cluster: ## what setup does, and for the tests of the operator Kubernetes, built once, about 10 minutes, and the API of AWS, fetched once
	@./eng/setup cluster

setup-client: ## what setup does, and kubectl and helm, to use a cluster that is there
	@./eng/setup client

build: ## build everything (Release; a warning is an error)
	@./eng/build

native: setup ## the bridge runtime as one native program, as its image has it (artifacts/native/BridgeRuntime)
	@./eng/native

check: setup ## formatting, the dependency rule and the house rules, scripts, no secrets
	@./eng/test check architecture

test: setup-pods ## check and every test suite; ends with `N passed, N failed, N skipped`
	@./eng/test

test-runtime: setup ## the bridge runtime: its own tests, then end to end
	@./eng/test endpoints runtime e2e

test-ctl: setup-cluster ## bridgectl, the commands of the engineer on call, with real bridges
	@./eng/test ctl

test-mongoc: setup ## the MongoDB client and BSON
	@./eng/test mongoc

test-standin: setup ## the MongoDB stand-in
	@./eng/test standin

test-conformance: setup ## what MongoDB answers, as data, asked by three clients (MONGODB_URI asks that server)
	@./eng/test conformance

test-big-peer: setup ## the Big Peer's HTTP API over the Ditto engine
	@./eng/test big-peer

test-model: setup ## the configuration and its validation
	@./eng/test model

test-fuzz: setup ## bytes that nobody meant, to every parser (FUZZ_SECONDS=n for each, 1; SEED=s; findings and results in artifacts/fuzz)
	@./eng/test fuzz

test-architecture: setup ## the dependency rule and the house rules
	@./eng/test architecture

test-e2e: setup ## the programs together: MongoDB, bridge and Big Peer
	@./eng/test e2e

test-faults: setup ## nothing lost, nothing stuck: kills and faults of every kind under load (FAULT_MINUTES=2, SEED= repeats a run), and death at every step
	@FAULT_SEED=$(SEED) SUITE_TIMEOUT=$${SUITE_TIMEOUT:-$$((900 + 60 * $${FAULT_MINUTES:-2}))} ./eng/test faults

test-controller: setup-cluster ## the controller library against a real API server (KUBECONFIG_UNDER_TEST=file takes another cluster)
	@./eng/test controller

test-operator: setup-cluster ## the operator and its resource: a real API server, the real kubectl
	@./eng/test endpoints operator

test-cel: setup-cluster ## the rules of the resource: the same answers from a new API server (CEL) and from the operator
	@./eng/test cel

setup-pods: ## what setup-cluster does, and what a node, images and the chart need
	@./eng/setup pods

test-chart: setup-pods ## the Helm chart: what it renders (CHART_GOLDEN=write writes what is expected anew)
	@./eng/test chart

test-cluster: setup-pods ## everything on a real Kubernetes with pods: images, helm install, bridges, upgrade (as root on Debian 12)
	@./eng/test cluster

cluster-up: $(if $(PODS),setup-pods,setup-cluster) ## a local Kubernetes control plane that stays up; prints its kubeconfig (NAME=name for several, PODS=1 as root with a node)
	@PODS=$(PODS) ./devstack/cluster/cluster up $(NAME)

cluster-down: ## end one (NAME=name), or all
	@./devstack/cluster/cluster down $(NAME)

cluster-status: ## which are up
	@./devstack/cluster/cluster status $(NAME)

test-contract: setup-cluster ## what is known of Ditto: every suite that holds a fact of docs/compatibility.md
	@./eng/test big-peer conformance standin mongoc model runtime endpoints e2e operator architecture

install-ctl: setup ## bridgectl and `kubectl bridge` into ~/.local/bin (PREFIX=folder)
	@./eng/install-ctl $(PREFIX)

images: ## the images of operator and runtime, with podman or docker (BASE=, VERSION=, REPOSITORY=; OFFLINE=1 as root needs no registry)
	@./images/build $(if $(OFFLINE),--offline)

demo: setup build ## MongoDB and a Big Peer kept in step, shown on real input (KEEP=1 leaves it running)
	@./eng/demo $(if $(KEEP),--keep)

demo-cluster: $(if $(KUBECONFIG),setup-client,setup-pods) build ## a bridge on Kubernetes from nothing, as root on Debian 12, or on that of KUBECONFIG (REPOSITORY=, TAG=, HOST_ADDRESS=); KEEP=1 leaves it running
	@./eng/demo-cluster $(if $(KEEP),--keep)

bench: setup build ## the bridge in figures, beside a bridge of an afternoon, in half an hour (SCENARIO="insert steady", RUNS=5, ACCEPT=1 keeps them in bench/)
	@./eng/bench $(if $(RUNS),--runs $(RUNS)) $(if $(ACCEPT),--accept) $(SCENARIO)

bench-quick: setup build ## the streams, the start and the conversion of that, in two minutes (ACCEPT=1)
	@./eng/bench --quick $(if $(ACCEPT),--accept) $(SCENARIO)

bench-operator: setup-cluster build ## the operator in figures: 100 bridges, then 1000; time, memory, reconciles, idle writes (BRIDGES="100 1000")
	@./eng/bench-operator $(BRIDGES)

clean: ## remove what builds and tests made (artifacts/); installed packages stay
	rm -rf artifacts
