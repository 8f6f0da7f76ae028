--
-- PostgreSQL database dump
--

\restrict a3frTbbXYIWTOb5T2pXRgxF3WoCKV5dzuFemcqW1ViV5fYDbxeuOEiP91VbuYmc

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: capdb_address(bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.capdb_address(address bytea) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  SELECT CASE octet_length(address) WHEN 4 THEN capdb_ipv4(address) WHEN 16 THEN capdb_ipv6(address)
    WHEN 5 THEN capdb_ipv4(address) || '/' || get_byte(address, 4)::text
    WHEN 17 THEN capdb_ipv6(address) || '/' || get_byte(address, 16)::text END
$$;


--
-- Name: capdb_analyze(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.capdb_analyze() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO '$user', 'public'
    AS $$
DECLARE
  hub_table REGCLASS;
BEGIN
  -- Of many first pushes at once one does it, and none waits for it.
  IF NOT pg_try_advisory_xact_lock(hashtextextended('capdb_analyze ' || current_schema(), 0)) THEN
    RETURN;
  END IF;
  FOR hub_table IN
    SELECT c.oid FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'cluster_id'
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND (c.relname = 'cluster'
        OR coalesce(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid)) IS NULL
        OR c.relkind = 'r' AND pg_relation_size(c.oid) > 1.5 * 8192 * c.relpages)
  LOOP
    EXECUTE format('ANALYZE %s', hub_table);
  END LOOP;
END
$$;


--
-- Name: capdb_ipv4(bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.capdb_ipv4(address bytea) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  SELECT get_byte(address, 0)::text || '.' || get_byte(address, 1)::text
    || '.' || get_byte(address, 2)::text || '.' || get_byte(address, 3)::text
$$;


--
-- Name: capdb_ipv6(bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.capdb_ipv6(address bytea) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  SELECT substr(encode(address, 'hex'), 1, 4) || ':' || substr(encode(address, 'hex'), 5, 4)
    || ':' || substr(encode(address, 'hex'), 9, 4) || ':' || substr(encode(address, 'hex'), 13, 4)
    || ':' || substr(encode(address, 'hex'), 17, 4) || ':' || substr(encode(address, 'hex'), 21, 4)
    || ':' || substr(encode(address, 'hex'), 25, 4) || ':' || substr(encode(address, 'hex'), 29, 4)
$$;


--
-- Name: capdb_time(bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.capdb_time(seconds bigint) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
  SELECT CASE WHEN seconds BETWEEN -62135596800 AND 253402300799
    THEN to_char(to_timestamp(seconds) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') END
$$;


--
-- Name: capdb_uid(bytea); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.capdb_uid(uid bytea) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  SELECT CASE octet_length(uid) WHEN 16 THEN encode(uid, 'hex')::uuid::text
    WHEN 17 THEN substr(encode(uid, 'hex'), 1, 32) END
$$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: cidr_reservation_state; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.cidr_reservation_state (
    cluster_id bigint NOT NULL,
    cidr_reservation_state_key bigint NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    collection bigint NOT NULL,
    is_for_prefixes smallint NOT NULL,
    cidr bytea NOT NULL,
    reservation_id text NOT NULL COLLATE pg_catalog."C",
    subnet_id text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT cidr_reservation_state_check CHECK ((valid_to > valid_from)),
    CONSTRAINT cidr_reservation_state_is_for_prefixes_check CHECK ((is_for_prefixes = ANY (ARRAY[0, 1])))
);


--
-- Name: cilium_node_state; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.cilium_node_state (
    cluster_id bigint NOT NULL,
    cilium_node_state_key bigint NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    collection bigint NOT NULL,
    first_interface_index bigint NOT NULL,
    max_allocate bigint,
    uses_enis smallint NOT NULL,
    uses_primary_address smallint NOT NULL,
    disables_prefix_delegation smallint NOT NULL,
    node text NOT NULL COLLATE pg_catalog."C",
    subnet_ids text NOT NULL COLLATE pg_catalog."C",
    subnet_tags text NOT NULL COLLATE pg_catalog."C",
    excluded_interface_tags text NOT NULL COLLATE pg_catalog."C",
    own_addresses bytea NOT NULL,
    CONSTRAINT cilium_node_state_check CHECK ((valid_to > valid_from)),
    CONSTRAINT cilium_node_state_disables_prefix_delegation_check CHECK ((disables_prefix_delegation = ANY (ARRAY[0, 1]))),
    CONSTRAINT cilium_node_state_own_addresses_check CHECK (((octet_length(own_addresses) % 4) = 0)),
    CONSTRAINT cilium_node_state_uses_enis_check CHECK ((uses_enis = ANY (ARRAY[0, 1]))),
    CONSTRAINT cilium_node_state_uses_primary_address_check CHECK ((uses_primary_address = ANY (ARRAY[0, 1])))
);


--
-- Name: cluster; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.cluster (
    cluster_id bigint NOT NULL,
    first_collected_at bigint NOT NULL,
    retired_at bigint,
    collection bigint NOT NULL,
    uid bytea,
    name text NOT NULL COLLATE pg_catalog."C",
    kubernetes_version text NOT NULL COLLATE pg_catalog."C",
    region text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: cni_state; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.cni_state (
    cluster_id bigint NOT NULL,
    cni_state_key bigint NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    collection bigint NOT NULL,
    version text NOT NULL COLLATE pg_catalog."C",
    environment text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT cni_state_check CHECK ((valid_to > valid_from))
);


--
-- Name: collection; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.collection (
    cluster_id bigint NOT NULL,
    number bigint NOT NULL,
    observed_at bigint NOT NULL,
    started_at bigint NOT NULL,
    finished_at bigint NOT NULL,
    milliseconds bigint NOT NULL,
    bytes_received bigint NOT NULL,
    changes bigint NOT NULL,
    instance_types_asked_at bigint,
    nodes_known_at bigint,
    pods_known_at bigint,
    events_known_at bigint,
    cni_known_at bigint,
    instances_known_at bigint,
    instance_types_known_at bigint,
    network_interfaces_known_at bigint,
    subnets_known_at bigint,
    vpcs_known_at bigint,
    cidr_reservations_known_at bigint,
    nodes_count bigint,
    pods_count bigint,
    events_count bigint,
    network_interfaces_count bigint,
    subnets_count bigint,
    nodes_status smallint NOT NULL,
    pods_status smallint NOT NULL,
    events_status smallint NOT NULL,
    cni_status smallint NOT NULL,
    instances_status smallint NOT NULL,
    instance_types_status smallint NOT NULL,
    network_interfaces_status smallint NOT NULL,
    subnets_status smallint NOT NULL,
    vpcs_status smallint NOT NULL,
    cidr_reservations_status smallint NOT NULL,
    failure text COLLATE pg_catalog."C",
    cilium_nodes_status smallint DEFAULT 2 NOT NULL,
    cilium_nodes_known_at bigint,
    CONSTRAINT collection_cidr_reservations_status_check CHECK (((cidr_reservations_status >= 0) AND (cidr_reservations_status <= 3))),
    CONSTRAINT collection_cilium_nodes_status_check CHECK (((cilium_nodes_status >= 0) AND (cilium_nodes_status <= 3))),
    CONSTRAINT collection_cni_status_check CHECK (((cni_status >= 0) AND (cni_status <= 3))),
    CONSTRAINT collection_events_status_check CHECK (((events_status >= 0) AND (events_status <= 3))),
    CONSTRAINT collection_instance_types_status_check CHECK (((instance_types_status >= 0) AND (instance_types_status <= 3))),
    CONSTRAINT collection_instances_status_check CHECK (((instances_status >= 0) AND (instances_status <= 3))),
    CONSTRAINT collection_network_interfaces_status_check CHECK (((network_interfaces_status >= 0) AND (network_interfaces_status <= 3))),
    CONSTRAINT collection_nodes_status_check CHECK (((nodes_status >= 0) AND (nodes_status <= 3))),
    CONSTRAINT collection_pods_status_check CHECK (((pods_status >= 0) AND (pods_status <= 3))),
    CONSTRAINT collection_subnets_status_check CHECK (((subnets_status >= 0) AND (subnets_status <= 3))),
    CONSTRAINT collection_vpcs_status_check CHECK (((vpcs_status >= 0) AND (vpcs_status <= 3)))
);


--
-- Name: collection_error; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.collection_error (
    cluster_id bigint NOT NULL,
    number bigint NOT NULL,
    source text NOT NULL COLLATE pg_catalog."C",
    message text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: collection_rollup; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.collection_rollup (
    cluster_id bigint NOT NULL,
    starts_at bigint NOT NULL,
    collections bigint NOT NULL,
    slots_known_at bigint,
    subnets_known_at bigint,
    owners_known_at bigint,
    collection bigint NOT NULL,
    step_seconds integer NOT NULL,
    CONSTRAINT collection_rollup_step_seconds_check CHECK ((step_seconds = ANY (ARRAY[3600, 86400])))
);


--
-- Name: event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event (
    cluster_id bigint NOT NULL,
    event_key bigint NOT NULL,
    involved_kind_ref bigint NOT NULL,
    involved_namespace_ref bigint NOT NULL,
    reason_ref bigint NOT NULL,
    message_ref bigint NOT NULL,
    reporter_ref bigint NOT NULL,
    first_seen_at bigint NOT NULL,
    collection bigint NOT NULL,
    uid bytea NOT NULL,
    involved_uid bytea,
    involved_name text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: event_state; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event_state (
    cluster_id bigint NOT NULL,
    event_state_key bigint NOT NULL,
    event_key bigint NOT NULL,
    count bigint NOT NULL,
    last_seen_at bigint NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    collection bigint NOT NULL,
    CONSTRAINT event_state_check CHECK ((valid_to > valid_from))
);


--
-- Name: hub_migration; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.hub_migration (
    version integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at bigint NOT NULL
);


--
-- Name: instance_state; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.instance_state (
    cluster_id bigint NOT NULL,
    instance_state_key bigint NOT NULL,
    instance_type_ref bigint NOT NULL,
    state_ref bigint NOT NULL,
    zone_ref bigint NOT NULL,
    vpc_id_ref bigint,
    subnet_id_ref bigint,
    launched_at bigint,
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    collection bigint NOT NULL,
    is_spot smallint NOT NULL,
    private_ip bytea,
    public_ip bytea,
    instance_id text NOT NULL COLLATE pg_catalog."C",
    owner_id_ref bigint,
    CONSTRAINT instance_state_check CHECK ((valid_to > valid_from)),
    CONSTRAINT instance_state_is_spot_check CHECK ((is_spot = ANY (ARRAY[0, 1])))
);


--
-- Name: instance_type_state; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.instance_type_state (
    cluster_id bigint NOT NULL,
    instance_type_state_key bigint NOT NULL,
    vcpus bigint NOT NULL,
    memory_mib bigint NOT NULL,
    enis_max bigint NOT NULL,
    enis_max_all_cards bigint NOT NULL,
    ipv4_per_eni bigint NOT NULL,
    ipv6_per_eni bigint NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    collection bigint NOT NULL,
    is_bare_metal smallint NOT NULL,
    instance_type text NOT NULL COLLATE pg_catalog."C",
    hypervisor text NOT NULL COLLATE pg_catalog."C",
    architectures text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT instance_type_state_check CHECK ((valid_to > valid_from)),
    CONSTRAINT instance_type_state_is_bare_metal_check CHECK ((is_bare_metal = ANY (ARRAY[0, 1])))
);


--
-- Name: network_interface; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.network_interface (
    cluster_id bigint NOT NULL,
    network_interface_key bigint NOT NULL,
    vpc_id_ref bigint NOT NULL,
    subnet_id_ref bigint NOT NULL,
    interface_type_ref bigint NOT NULL,
    requester_id_ref bigint NOT NULL,
    first_seen_at bigint NOT NULL,
    collection bigint NOT NULL,
    is_requester_managed smallint NOT NULL,
    eni_id text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT network_interface_is_requester_managed_check CHECK ((is_requester_managed = ANY (ARRAY[0, 1])))
);


--
-- Name: network_interface_state; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.network_interface_state (
    cluster_id bigint NOT NULL,
    network_interface_state_key bigint NOT NULL,
    network_interface_key bigint NOT NULL,
    status_ref bigint NOT NULL,
    description_ref bigint NOT NULL,
    tags_ref bigint NOT NULL,
    instance_id_ref bigint,
    device_index bigint,
    network_card_index bigint,
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    collection bigint NOT NULL,
    ipv4_addresses bytea NOT NULL,
    ipv4_prefixes bytea NOT NULL,
    ipv6_addresses bytea NOT NULL,
    ipv6_prefixes bytea NOT NULL,
    public_ip bytea,
    CONSTRAINT network_interface_state_check CHECK ((valid_to > valid_from))
);


--
-- Name: node; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.node (
    cluster_id bigint NOT NULL,
    node_key bigint NOT NULL,
    name_ref bigint NOT NULL,
    created_at bigint,
    instance_type_ref bigint,
    zone_ref bigint,
    node_group_ref bigint,
    operating_system_ref bigint NOT NULL,
    collection bigint NOT NULL,
    uid bytea NOT NULL,
    provider_id text NOT NULL COLLATE pg_catalog."C",
    compute text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: node_state; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.node_state (
    cluster_id bigint NOT NULL,
    node_state_key bigint NOT NULL,
    node_key bigint NOT NULL,
    taints_ref bigint NOT NULL,
    cpu_allocatable_millicores bigint,
    memory_allocatable_bytes bigint,
    ephemeral_storage_allocatable_bytes bigint,
    hugepages_1gi_allocatable_bytes bigint,
    hugepages_2mi_allocatable_bytes bigint,
    pods_allocatable bigint,
    pod_enis_allocatable bigint,
    private_ipv4_addresses_allocatable bigint,
    kubelet_version_ref bigint NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    collection bigint NOT NULL,
    is_ready smallint NOT NULL,
    is_schedulable smallint NOT NULL,
    has_trunk_eni smallint NOT NULL,
    internal_ip bytea,
    external_ip bytea,
    CONSTRAINT node_state_check CHECK ((valid_to > valid_from)),
    CONSTRAINT node_state_has_trunk_eni_check CHECK ((has_trunk_eni = ANY (ARRAY[0, 1]))),
    CONSTRAINT node_state_is_ready_check CHECK ((is_ready = ANY (ARRAY[0, 1]))),
    CONSTRAINT node_state_is_schedulable_check CHECK ((is_schedulable = ANY (ARRAY[0, 1])))
);


--
-- Name: owner_rollup; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.owner_rollup (
    cluster_id bigint NOT NULL,
    owner_rollup_key bigint NOT NULL,
    subnet_id_ref bigint NOT NULL,
    owner_ref bigint NOT NULL,
    ips_used bigint NOT NULL,
    peak_used bigint,
    peak_total bigint,
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    collection bigint NOT NULL,
    step_seconds integer NOT NULL,
    owner_kind text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT owner_rollup_check CHECK ((valid_to >= valid_from)),
    CONSTRAINT owner_rollup_step_seconds_check CHECK ((step_seconds = ANY (ARRAY[3600, 86400])))
);


--
-- Name: pod; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.pod (
    cluster_id bigint NOT NULL,
    pod_key bigint NOT NULL,
    pod_template_key bigint NOT NULL,
    created_at bigint,
    first_seen_at bigint NOT NULL,
    collection bigint NOT NULL,
    uid bytea NOT NULL,
    name_suffix text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: pod_pending; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.pod_pending (
    cluster_id bigint NOT NULL,
    pod_pending_key bigint NOT NULL,
    namespace_ref bigint NOT NULL,
    owner_ref bigint NOT NULL,
    message_ref bigint NOT NULL,
    pending_since bigint NOT NULL,
    scheduled_at bigint,
    ended_at bigint,
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    collection bigint NOT NULL,
    is_bound smallint NOT NULL,
    pod_uid bytea NOT NULL,
    pod_name text NOT NULL COLLATE pg_catalog."C",
    reason text NOT NULL COLLATE pg_catalog."C",
    other_messages_ref bigint,
    CONSTRAINT pod_pending_check CHECK ((valid_to >= valid_from)),
    CONSTRAINT pod_pending_is_bound_check CHECK ((is_bound = ANY (ARRAY[0, 1])))
);


--
-- Name: pod_state; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.pod_state (
    cluster_id bigint NOT NULL,
    pod_state_key bigint NOT NULL,
    pod_key bigint NOT NULL,
    node_ref bigint,
    scheduled_at bigint,
    started_at bigint,
    failure_since bigint,
    failure_reason_ref bigint,
    failure_message_ref bigint,
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    collection bigint NOT NULL,
    phase smallint NOT NULL,
    is_terminating smallint NOT NULL,
    ip bytea,
    second_ip bytea,
    CONSTRAINT pod_state_check CHECK ((valid_to > valid_from)),
    CONSTRAINT pod_state_is_terminating_check CHECK ((is_terminating = ANY (ARRAY[0, 1]))),
    CONSTRAINT pod_state_phase_check CHECK (((phase >= 0) AND (phase <= 4)))
);


--
-- Name: pod_template; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.pod_template (
    cluster_id bigint NOT NULL,
    pod_template_key bigint NOT NULL,
    namespace_ref bigint NOT NULL,
    name_prefix_ref bigint NOT NULL,
    owner_ref bigint NOT NULL,
    cpu_request_millicores bigint NOT NULL,
    memory_request_bytes bigint NOT NULL,
    collection bigint NOT NULL,
    is_host_network smallint NOT NULL,
    is_multi_homed smallint DEFAULT 0 NOT NULL,
    CONSTRAINT pod_template_is_host_network_check CHECK ((is_host_network = ANY (ARRAY[0, 1]))),
    CONSTRAINT pod_template_is_multi_homed_check CHECK ((is_multi_homed = ANY (ARRAY[0, 1])))
);


--
-- Name: pruned_span; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.pruned_span (
    cluster_id bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    starts_at bigint NOT NULL,
    ends_at bigint NOT NULL,
    CONSTRAINT pruned_span_check CHECK ((ends_at > starts_at)),
    CONSTRAINT pruned_span_starts_at_check CHECK ((starts_at >= 0))
);


--
-- Name: slot_rollup; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.slot_rollup (
    cluster_id bigint NOT NULL,
    slot_rollup_key bigint NOT NULL,
    group_ref bigint NOT NULL,
    nodes bigint NOT NULL,
    slots_allocatable bigint NOT NULL,
    slots_used bigint NOT NULL,
    slots_free bigint NOT NULL,
    nodes_full bigint NOT NULL,
    pods_pending bigint,
    effective_free bigint,
    peak_used bigint,
    peak_total bigint,
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    collection bigint NOT NULL,
    step_seconds integer NOT NULL,
    group_kind smallint NOT NULL,
    CONSTRAINT slot_rollup_check CHECK ((valid_to >= valid_from)),
    CONSTRAINT slot_rollup_group_kind_check CHECK (((group_kind >= 0) AND (group_kind <= 4))),
    CONSTRAINT slot_rollup_step_seconds_check CHECK ((step_seconds = ANY (ARRAY[3600, 86400])))
);


--
-- Name: subnet; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.subnet (
    cluster_id bigint NOT NULL,
    subnet_key bigint NOT NULL,
    vpc_id_ref bigint NOT NULL,
    zone_ref bigint NOT NULL,
    tags_ref bigint NOT NULL,
    collection bigint NOT NULL,
    cidr bytea,
    ipv6_cidrs bytea NOT NULL,
    subnet_id text NOT NULL COLLATE pg_catalog."C",
    owner_id_ref bigint
);


--
-- Name: subnet_rollup; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.subnet_rollup (
    cluster_id bigint NOT NULL,
    subnet_rollup_key bigint NOT NULL,
    group_ref bigint NOT NULL,
    ips_total bigint NOT NULL,
    ips_available bigint NOT NULL,
    used_by_pods bigint,
    used_by_nodes bigint,
    warm bigint,
    used_by_others bigint,
    free_prefixes bigint,
    peak_used bigint,
    peak_total bigint,
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    collection bigint NOT NULL,
    step_seconds integer NOT NULL,
    group_kind smallint NOT NULL,
    CONSTRAINT subnet_rollup_check CHECK ((valid_to >= valid_from)),
    CONSTRAINT subnet_rollup_group_kind_check CHECK (((group_kind >= 0) AND (group_kind <= 3))),
    CONSTRAINT subnet_rollup_step_seconds_check CHECK ((step_seconds = ANY (ARRAY[3600, 86400])))
);


--
-- Name: subnet_state; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.subnet_state (
    cluster_id bigint NOT NULL,
    subnet_state_key bigint NOT NULL,
    subnet_key bigint NOT NULL,
    available_ipv4_count bigint NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    collection bigint NOT NULL,
    CONSTRAINT subnet_state_check CHECK ((valid_to > valid_from))
);


--
-- Name: text; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.text (
    cluster_id bigint NOT NULL,
    text_key bigint NOT NULL,
    value text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: v_cidr_reservations; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_cidr_reservations AS
 SELECT cluster.name AS cluster,
    s.reservation_id,
    s.subnet_id,
    (public.capdb_address(s.cidr) COLLATE "C") AS cidr,
        CASE s.is_for_prefixes
            WHEN 1 THEN 'prefix'::text
            ELSE 'explicit'::text
        END AS reservation_type,
    public.capdb_time(s.valid_from) AS valid_from,
    public.capdb_time(NULLIF(s.valid_to, '253402300799'::bigint)) AS valid_to,
    s.valid_from AS valid_from_epoch,
    NULLIF(s.valid_to, '253402300799'::bigint) AS valid_to_epoch,
    s.collection,
    s.cluster_id
   FROM (public.cluster
     JOIN public.cidr_reservation_state s USING (cluster_id));


--
-- Name: v_cilium_nodes; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_cilium_nodes AS
 SELECT cluster.name AS cluster,
    s.node,
    s.uses_enis,
    s.first_interface_index,
    s.uses_primary_address,
    s.disables_prefix_delegation,
    s.max_allocate,
    s.subnet_ids,
    s.subnet_tags,
    s.excluded_interface_tags,
    (octet_length(s.own_addresses) / 4) AS own_addresses,
    public.capdb_time(s.valid_from) AS valid_from,
    public.capdb_time(NULLIF(s.valid_to, '253402300799'::bigint)) AS valid_to,
    s.valid_from AS valid_from_epoch,
    NULLIF(s.valid_to, '253402300799'::bigint) AS valid_to_epoch,
    s.collection,
    s.cluster_id
   FROM (public.cluster
     JOIN public.cilium_node_state s USING (cluster_id));


--
-- Name: v_clusters; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_clusters AS
 SELECT cluster.name AS cluster,
    (public.capdb_uid(cluster.uid) COLLATE "C") AS uid,
    cluster.kubernetes_version,
    cluster.region,
    public.capdb_time(cluster.first_collected_at) AS first_collected_at,
    public.capdb_time(( SELECT max(c.observed_at) AS max
           FROM public.collection c
          WHERE (c.cluster_id = cluster.cluster_id))) AS last_attempted_at,
    public.capdb_time(cluster.retired_at) AS retired_at,
    cluster.cluster_id
   FROM public.cluster;


--
-- Name: v_cni_settings; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_cni_settings AS
 SELECT cluster.name AS cluster,
    s.version,
    s.environment,
    public.capdb_time(s.valid_from) AS valid_from,
    public.capdb_time(NULLIF(s.valid_to, '253402300799'::bigint)) AS valid_to,
    s.valid_from AS valid_from_epoch,
    NULLIF(s.valid_to, '253402300799'::bigint) AS valid_to_epoch,
    s.collection,
    s.cluster_id
   FROM (public.cluster
     JOIN public.cni_state s USING (cluster_id));


--
-- Name: v_collection_rollups; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_collection_rollups AS
 SELECT cluster.name AS cluster,
    r.step_seconds,
    public.capdb_time(r.starts_at) AS starts_at,
    r.collections,
    public.capdb_time(r.slots_known_at) AS slots_known_at,
    public.capdb_time(r.subnets_known_at) AS subnets_known_at,
    public.capdb_time(r.owners_known_at) AS owners_known_at,
    r.starts_at AS starts_at_epoch,
    r.collection,
    r.cluster_id
   FROM (public.cluster
     JOIN public.collection_rollup r USING (cluster_id));


--
-- Name: v_collections; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_collections AS
 SELECT cluster.name AS cluster,
    c.number,
    public.capdb_time(c.observed_at) AS observed_at,
    public.capdb_time(c.started_at) AS started_at,
    public.capdb_time(c.finished_at) AS finished_at,
    ((c.milliseconds)::double precision / (1000)::double precision) AS seconds,
        CASE c.nodes_status
            WHEN 0 THEN 'complete'::text
            WHEN 1 THEN 'failed'::text
            WHEN 2 THEN 'not-asked'::text
            ELSE 'denied'::text
        END AS nodes_status,
        CASE c.pods_status
            WHEN 0 THEN 'complete'::text
            WHEN 1 THEN 'failed'::text
            WHEN 2 THEN 'not-asked'::text
            ELSE 'denied'::text
        END AS pods_status,
        CASE c.events_status
            WHEN 0 THEN 'complete'::text
            WHEN 1 THEN 'failed'::text
            WHEN 2 THEN 'not-asked'::text
            ELSE 'denied'::text
        END AS events_status,
        CASE c.cni_status
            WHEN 0 THEN 'complete'::text
            WHEN 1 THEN 'failed'::text
            WHEN 2 THEN 'not-asked'::text
            ELSE 'denied'::text
        END AS cni_status,
        CASE c.instances_status
            WHEN 0 THEN 'complete'::text
            WHEN 1 THEN 'failed'::text
            WHEN 2 THEN 'not-asked'::text
            ELSE 'denied'::text
        END AS instances_status,
        CASE c.instance_types_status
            WHEN 0 THEN 'complete'::text
            WHEN 1 THEN 'failed'::text
            WHEN 2 THEN 'not-asked'::text
            ELSE 'denied'::text
        END AS instance_types_status,
        CASE c.network_interfaces_status
            WHEN 0 THEN 'complete'::text
            WHEN 1 THEN 'failed'::text
            WHEN 2 THEN 'not-asked'::text
            ELSE 'denied'::text
        END AS network_interfaces_status,
        CASE c.subnets_status
            WHEN 0 THEN 'complete'::text
            WHEN 1 THEN 'failed'::text
            WHEN 2 THEN 'not-asked'::text
            ELSE 'denied'::text
        END AS subnets_status,
        CASE c.vpcs_status
            WHEN 0 THEN 'complete'::text
            WHEN 1 THEN 'failed'::text
            WHEN 2 THEN 'not-asked'::text
            ELSE 'denied'::text
        END AS vpcs_status,
        CASE c.cidr_reservations_status
            WHEN 0 THEN 'complete'::text
            WHEN 1 THEN 'failed'::text
            WHEN 2 THEN 'not-asked'::text
            ELSE 'denied'::text
        END AS cidr_reservations_status,
    c.nodes_count AS nodes,
    c.pods_count AS pods,
    c.events_count AS events,
    c.network_interfaces_count AS enis,
    c.subnets_count AS subnets,
    c.changes,
    c.bytes_received,
    NULLIF(concat_ws(chr(10), c.failure, ( SELECT string_agg(((e.source || ': '::text) || e.message), chr(10) ORDER BY e.source) AS string_agg
           FROM public.collection_error e
          WHERE ((e.cluster_id = c.cluster_id) AND (e.number = c.number)))), ''::text) AS error,
    c.observed_at AS observed_at_epoch,
    c.cluster_id,
        CASE c.cilium_nodes_status
            WHEN 0 THEN 'complete'::text
            WHEN 1 THEN 'failed'::text
            WHEN 2 THEN 'not-asked'::text
            ELSE 'denied'::text
        END AS cilium_nodes_status
   FROM (public.cluster
     JOIN public.collection c USING (cluster_id));


--
-- Name: v_eni_addresses; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_eni_addresses AS
 SELECT cluster.name AS cluster,
    n.eni_id,
    a.kind,
    i."position",
    (
        CASE
            WHEN ((a.kind = 'ipv4'::text) AND (i."position" = 0)) THEN 1
            ELSE 0
        END)::smallint AS is_primary,
    (public.capdb_address(SUBSTRING(a.addresses FROM ((i."position" * a.width) + 1) FOR a.width)) COLLATE "C") AS address,
    public.capdb_time(s.valid_from) AS valid_from,
    public.capdb_time(NULLIF(s.valid_to, '253402300799'::bigint)) AS valid_to,
    s.valid_from AS valid_from_epoch,
    NULLIF(s.valid_to, '253402300799'::bigint) AS valid_to_epoch,
    s.collection,
    s.cluster_id
   FROM ((((public.cluster
     JOIN public.network_interface_state s USING (cluster_id))
     JOIN public.network_interface n USING (cluster_id, network_interface_key))
     CROSS JOIN LATERAL ( VALUES ('ipv4'::text,4,s.ipv4_addresses), ('ipv4-prefix'::text,5,s.ipv4_prefixes), ('ipv6'::text,16,s.ipv6_addresses), ('ipv6-prefix'::text,17,s.ipv6_prefixes)) a(kind, width, addresses))
     CROSS JOIN LATERAL generate_series(0, ((octet_length(a.addresses) / a.width) - 1)) i("position"));


--
-- Name: v_events; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_events AS
 SELECT cluster.name AS cluster,
    (public.capdb_uid(e.uid) COLLATE "C") AS uid,
    involved_kind.value AS involved_kind,
    involved_namespace.value AS involved_namespace,
    e.involved_name,
    (public.capdb_uid(e.involved_uid) COLLATE "C") AS involved_uid,
    reason.value AS reason,
    message.value AS message,
    reporter.value AS reporter,
    public.capdb_time(e.first_seen_at) AS first_seen_at,
    public.capdb_time(s.last_seen_at) AS last_seen_at,
    s.count,
    public.capdb_time(s.valid_from) AS valid_from,
    public.capdb_time(NULLIF(s.valid_to, '253402300799'::bigint)) AS valid_to,
    s.valid_from AS valid_from_epoch,
    NULLIF(s.valid_to, '253402300799'::bigint) AS valid_to_epoch,
    s.collection,
    s.cluster_id
   FROM (((((((public.cluster
     JOIN public.event_state s USING (cluster_id))
     JOIN public.event e USING (cluster_id, event_key))
     LEFT JOIN public.text involved_kind ON (((involved_kind.cluster_id = s.cluster_id) AND (involved_kind.text_key = e.involved_kind_ref))))
     LEFT JOIN public.text involved_namespace ON (((involved_namespace.cluster_id = s.cluster_id) AND (involved_namespace.text_key = e.involved_namespace_ref))))
     LEFT JOIN public.text reason ON (((reason.cluster_id = s.cluster_id) AND (reason.text_key = e.reason_ref))))
     LEFT JOIN public.text message ON (((message.cluster_id = s.cluster_id) AND (message.text_key = e.message_ref))))
     LEFT JOIN public.text reporter ON (((reporter.cluster_id = s.cluster_id) AND (reporter.text_key = e.reporter_ref))));


--
-- Name: v_instance_types; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_instance_types AS
 SELECT cluster.name AS cluster,
    s.instance_type,
    s.vcpus,
    s.memory_mib,
    s.enis_max,
    s.enis_max_all_cards,
    s.ipv4_per_eni,
    s.ipv6_per_eni,
    s.hypervisor,
    s.is_bare_metal AS bare_metal,
    s.architectures,
    public.capdb_time(s.valid_from) AS valid_from,
    public.capdb_time(NULLIF(s.valid_to, '253402300799'::bigint)) AS valid_to,
    s.valid_from AS valid_from_epoch,
    NULLIF(s.valid_to, '253402300799'::bigint) AS valid_to_epoch,
    s.collection,
    s.cluster_id
   FROM (public.cluster
     JOIN public.instance_type_state s USING (cluster_id));


--
-- Name: v_instances; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_instances AS
 SELECT cluster.name AS cluster,
    s.instance_id,
    instance_type.value AS instance_type,
    state.value AS state,
    zone.value AS zone,
    vpc_id.value AS vpc_id,
    subnet_id.value AS subnet_id,
    (public.capdb_address(s.private_ip) COLLATE "C") AS private_ip,
    (public.capdb_address(s.public_ip) COLLATE "C") AS public_ip,
    public.capdb_time(s.launched_at) AS launched_at,
    s.is_spot AS spot,
    public.capdb_time(s.valid_from) AS valid_from,
    public.capdb_time(NULLIF(s.valid_to, '253402300799'::bigint)) AS valid_to,
    s.valid_from AS valid_from_epoch,
    NULLIF(s.valid_to, '253402300799'::bigint) AS valid_to_epoch,
    s.collection,
    s.cluster_id,
    owner_id.value AS owner_id
   FROM (((((((public.cluster
     JOIN public.instance_state s USING (cluster_id))
     LEFT JOIN public.text instance_type ON (((instance_type.cluster_id = s.cluster_id) AND (instance_type.text_key = s.instance_type_ref))))
     LEFT JOIN public.text state ON (((state.cluster_id = s.cluster_id) AND (state.text_key = s.state_ref))))
     LEFT JOIN public.text zone ON (((zone.cluster_id = s.cluster_id) AND (zone.text_key = s.zone_ref))))
     LEFT JOIN public.text vpc_id ON (((vpc_id.cluster_id = s.cluster_id) AND (vpc_id.text_key = s.vpc_id_ref))))
     LEFT JOIN public.text subnet_id ON (((subnet_id.cluster_id = s.cluster_id) AND (subnet_id.text_key = s.subnet_id_ref))))
     LEFT JOIN public.text owner_id ON (((owner_id.cluster_id = s.cluster_id) AND (owner_id.text_key = s.owner_id_ref))));


--
-- Name: v_network_interfaces; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_network_interfaces AS
 SELECT cluster.name AS cluster,
    n.eni_id,
    vpc_id.value AS vpc_id,
    subnet_id.value AS subnet_id,
    interface_type.value AS interface_type,
    requester_id.value AS requester_id,
    n.is_requester_managed AS requester_managed,
    public.capdb_time(n.first_seen_at) AS first_seen_at,
    status.value AS status,
    description.value AS description,
    tags.value AS tags,
    instance_id.value AS instance_id,
    s.device_index,
    s.network_card_index,
    (octet_length(s.ipv4_addresses) / 4) AS ipv4_addresses_assigned,
    (octet_length(s.ipv4_prefixes) / 5) AS ipv4_prefixes_assigned,
    (octet_length(s.ipv6_addresses) / 16) AS ipv6_addresses_assigned,
    (octet_length(s.ipv6_prefixes) / 17) AS ipv6_prefixes_assigned,
    (public.capdb_address(s.public_ip) COLLATE "C") AS public_ip,
    public.capdb_time(s.valid_from) AS valid_from,
    public.capdb_time(NULLIF(s.valid_to, '253402300799'::bigint)) AS valid_to,
    s.valid_from AS valid_from_epoch,
    NULLIF(s.valid_to, '253402300799'::bigint) AS valid_to_epoch,
    s.collection,
    s.cluster_id
   FROM ((((((((((public.cluster
     JOIN public.network_interface_state s USING (cluster_id))
     JOIN public.network_interface n USING (cluster_id, network_interface_key))
     LEFT JOIN public.text vpc_id ON (((vpc_id.cluster_id = s.cluster_id) AND (vpc_id.text_key = n.vpc_id_ref))))
     LEFT JOIN public.text subnet_id ON (((subnet_id.cluster_id = s.cluster_id) AND (subnet_id.text_key = n.subnet_id_ref))))
     LEFT JOIN public.text interface_type ON (((interface_type.cluster_id = s.cluster_id) AND (interface_type.text_key = n.interface_type_ref))))
     LEFT JOIN public.text requester_id ON (((requester_id.cluster_id = s.cluster_id) AND (requester_id.text_key = n.requester_id_ref))))
     LEFT JOIN public.text status ON (((status.cluster_id = s.cluster_id) AND (status.text_key = s.status_ref))))
     LEFT JOIN public.text description ON (((description.cluster_id = s.cluster_id) AND (description.text_key = s.description_ref))))
     LEFT JOIN public.text tags ON (((tags.cluster_id = s.cluster_id) AND (tags.text_key = s.tags_ref))))
     LEFT JOIN public.text instance_id ON (((instance_id.cluster_id = s.cluster_id) AND (instance_id.text_key = s.instance_id_ref))));


--
-- Name: v_nodes; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_nodes AS
 SELECT cluster.name AS cluster,
    name.value AS node,
    (public.capdb_uid(n.uid) COLLATE "C") AS uid,
    public.capdb_time(n.created_at) AS created_at,
    n.provider_id,
    instance_type.value AS instance_type,
    zone.value AS zone,
    node_group.value AS node_group,
    n.compute,
    operating_system.value AS operating_system,
    s.is_ready AS ready,
    s.is_schedulable AS schedulable,
    s.has_trunk_eni,
    taints.value AS taints,
    s.cpu_allocatable_millicores,
    s.memory_allocatable_bytes,
    s.ephemeral_storage_allocatable_bytes,
    s.hugepages_1gi_allocatable_bytes,
    s.hugepages_2mi_allocatable_bytes,
    s.pods_allocatable,
    s.pod_enis_allocatable,
    s.private_ipv4_addresses_allocatable,
    (public.capdb_address(s.internal_ip) COLLATE "C") AS internal_ip,
    (public.capdb_address(s.external_ip) COLLATE "C") AS external_ip,
    kubelet_version.value AS kubelet_version,
    public.capdb_time(s.valid_from) AS valid_from,
    public.capdb_time(NULLIF(s.valid_to, '253402300799'::bigint)) AS valid_to,
    s.valid_from AS valid_from_epoch,
    NULLIF(s.valid_to, '253402300799'::bigint) AS valid_to_epoch,
    s.collection,
    s.cluster_id
   FROM (((((((((public.cluster
     JOIN public.node_state s USING (cluster_id))
     JOIN public.node n USING (cluster_id, node_key))
     LEFT JOIN public.text name ON (((name.cluster_id = s.cluster_id) AND (name.text_key = n.name_ref))))
     LEFT JOIN public.text instance_type ON (((instance_type.cluster_id = s.cluster_id) AND (instance_type.text_key = n.instance_type_ref))))
     LEFT JOIN public.text zone ON (((zone.cluster_id = s.cluster_id) AND (zone.text_key = n.zone_ref))))
     LEFT JOIN public.text node_group ON (((node_group.cluster_id = s.cluster_id) AND (node_group.text_key = n.node_group_ref))))
     LEFT JOIN public.text operating_system ON (((operating_system.cluster_id = s.cluster_id) AND (operating_system.text_key = n.operating_system_ref))))
     LEFT JOIN public.text taints ON (((taints.cluster_id = s.cluster_id) AND (taints.text_key = s.taints_ref))))
     LEFT JOIN public.text kubelet_version ON (((kubelet_version.cluster_id = s.cluster_id) AND (kubelet_version.text_key = s.kubelet_version_ref))));


--
-- Name: v_owner_rollups; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_owner_rollups AS
 SELECT cluster.name AS cluster,
    s.step_seconds,
    subnet_id.value AS subnet_id,
    s.owner_kind,
    owner.value AS owner,
    s.ips_used,
    COALESCE(s.peak_used, s.ips_used) AS peak_used,
    public.capdb_time(s.valid_from) AS valid_from,
    public.capdb_time(NULLIF(s.valid_to, '253402300799'::bigint)) AS valid_to,
    s.valid_from AS valid_from_epoch,
    NULLIF(s.valid_to, '253402300799'::bigint) AS valid_to_epoch,
    s.collection,
    s.cluster_id
   FROM (((public.cluster
     JOIN public.owner_rollup s USING (cluster_id))
     LEFT JOIN public.text subnet_id ON (((subnet_id.cluster_id = s.cluster_id) AND (subnet_id.text_key = s.subnet_id_ref))))
     LEFT JOIN public.text owner ON (((owner.cluster_id = s.cluster_id) AND (owner.text_key = s.owner_ref))))
  WHERE (s.valid_to > s.valid_from);


--
-- Name: v_pending; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_pending AS
 SELECT cluster.name AS cluster,
    namespace.value AS namespace,
    s.pod_name AS pod,
    owner.value AS owner,
    (public.capdb_uid(s.pod_uid) COLLATE "C") AS uid,
    s.reason,
    message.value AS message,
    public.capdb_time(s.pending_since) AS pending_since,
    public.capdb_time(s.scheduled_at) AS scheduled_at,
    public.capdb_time(s.ended_at) AS ended_at,
    (s.ended_at - s.pending_since) AS seconds,
    (
        CASE
            WHEN (s.valid_to = '253402300799'::bigint) THEN 1
            ELSE 0
        END)::smallint AS still_pending,
    s.is_bound AS bound,
    public.capdb_time(s.valid_from) AS valid_from,
    public.capdb_time(NULLIF(s.valid_to, '253402300799'::bigint)) AS valid_to,
    s.valid_from AS valid_from_epoch,
    NULLIF(s.valid_to, '253402300799'::bigint) AS valid_to_epoch,
    s.collection,
    s.cluster_id,
    other_messages.value AS other_messages
   FROM (((((public.cluster
     JOIN public.pod_pending s USING (cluster_id))
     LEFT JOIN public.text namespace ON (((namespace.cluster_id = s.cluster_id) AND (namespace.text_key = s.namespace_ref))))
     LEFT JOIN public.text owner ON (((owner.cluster_id = s.cluster_id) AND (owner.text_key = s.owner_ref))))
     LEFT JOIN public.text message ON (((message.cluster_id = s.cluster_id) AND (message.text_key = s.message_ref))))
     LEFT JOIN public.text other_messages ON (((other_messages.cluster_id = s.cluster_id) AND (other_messages.text_key = s.other_messages_ref))));


--
-- Name: v_pods; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_pods AS
 SELECT cluster.name AS cluster,
    namespace.value AS namespace,
    (name_prefix.value || p.name_suffix) AS pod,
    owner.value AS owner,
    (public.capdb_uid(p.uid) COLLATE "C") AS uid,
    t.is_host_network AS host_network,
    t.cpu_request_millicores,
    t.memory_request_bytes,
    public.capdb_time(p.created_at) AS created_at,
    public.capdb_time(p.first_seen_at) AS first_seen_at,
    node.value AS node,
        CASE s.phase
            WHEN 0 THEN 'Pending'::text
            WHEN 1 THEN 'Running'::text
            WHEN 2 THEN 'Succeeded'::text
            WHEN 3 THEN 'Failed'::text
            ELSE 'Unknown'::text
        END AS phase,
    s.is_terminating AS terminating,
    (public.capdb_address(s.ip) COLLATE "C") AS pod_ip,
    (public.capdb_address(s.second_ip) COLLATE "C") AS second_ip,
    public.capdb_time(s.scheduled_at) AS scheduled_at,
    public.capdb_time(s.started_at) AS started_at,
    public.capdb_time(s.failure_since) AS unscheduled_since,
    failure_reason.value AS unscheduled_reason,
    failure_message.value AS unscheduled_message,
    public.capdb_time(s.valid_from) AS valid_from,
    public.capdb_time(NULLIF(s.valid_to, '253402300799'::bigint)) AS valid_to,
    s.valid_from AS valid_from_epoch,
    NULLIF(s.valid_to, '253402300799'::bigint) AS valid_to_epoch,
    s.collection,
    s.cluster_id,
    t.is_multi_homed AS multi_homed
   FROM (((((((((public.cluster
     JOIN public.pod_state s USING (cluster_id))
     JOIN public.pod p USING (cluster_id, pod_key))
     JOIN public.pod_template t USING (cluster_id, pod_template_key))
     LEFT JOIN public.text namespace ON (((namespace.cluster_id = s.cluster_id) AND (namespace.text_key = t.namespace_ref))))
     LEFT JOIN public.text name_prefix ON (((name_prefix.cluster_id = s.cluster_id) AND (name_prefix.text_key = t.name_prefix_ref))))
     LEFT JOIN public.text owner ON (((owner.cluster_id = s.cluster_id) AND (owner.text_key = t.owner_ref))))
     LEFT JOIN public.text node ON (((node.cluster_id = s.cluster_id) AND (node.text_key = s.node_ref))))
     LEFT JOIN public.text failure_reason ON (((failure_reason.cluster_id = s.cluster_id) AND (failure_reason.text_key = s.failure_reason_ref))))
     LEFT JOIN public.text failure_message ON (((failure_message.cluster_id = s.cluster_id) AND (failure_message.text_key = s.failure_message_ref))));


--
-- Name: v_pruned_spans; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_pruned_spans AS
 SELECT cluster.name AS cluster,
    p.kind,
    public.capdb_time(NULLIF(p.starts_at, 0)) AS starts_at,
    public.capdb_time(p.ends_at) AS ends_at,
    NULLIF(p.starts_at, 0) AS starts_at_epoch,
    p.ends_at AS ends_at_epoch,
    p.cluster_id
   FROM (public.cluster
     JOIN public.pruned_span p USING (cluster_id));


--
-- Name: v_slot_rollups; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_slot_rollups AS
 SELECT cluster.name AS cluster,
    s.step_seconds,
        CASE s.group_kind
            WHEN 0 THEN 'cluster'::text
            WHEN 1 THEN 'zone'::text
            WHEN 2 THEN 'node-group'::text
            WHEN 3 THEN 'instance-type'::text
            ELSE 'node'::text
        END AS group_kind,
    group_name.value AS group_name,
    s.nodes,
    s.slots_allocatable,
    s.slots_used,
    s.slots_free,
    s.nodes_full,
    s.pods_pending,
    s.effective_free,
    COALESCE(s.peak_used, s.slots_used) AS peak_used,
    COALESCE(s.peak_total, s.slots_allocatable) AS peak_total,
    public.capdb_time(s.valid_from) AS valid_from,
    public.capdb_time(NULLIF(s.valid_to, '253402300799'::bigint)) AS valid_to,
    s.valid_from AS valid_from_epoch,
    NULLIF(s.valid_to, '253402300799'::bigint) AS valid_to_epoch,
    s.collection,
    s.cluster_id
   FROM ((public.cluster
     JOIN public.slot_rollup s USING (cluster_id))
     LEFT JOIN public.text group_name ON (((group_name.cluster_id = s.cluster_id) AND (group_name.text_key = s.group_ref))))
  WHERE (s.valid_to > s.valid_from);


--
-- Name: v_subnet_rollups; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_subnet_rollups AS
 SELECT cluster.name AS cluster,
    s.step_seconds,
        CASE s.group_kind
            WHEN 0 THEN 'cluster'::text
            WHEN 1 THEN 'vpc'::text
            WHEN 2 THEN 'zone'::text
            ELSE 'subnet'::text
        END AS group_kind,
    group_name.value AS group_name,
    s.ips_total,
    s.ips_available,
    s.used_by_pods,
    s.used_by_nodes,
    s.warm,
    s.used_by_others,
    s.free_prefixes,
    COALESCE(s.peak_used, GREATEST((0)::bigint, (s.ips_total - s.ips_available))) AS peak_used,
    COALESCE(s.peak_total, s.ips_total) AS peak_total,
    public.capdb_time(s.valid_from) AS valid_from,
    public.capdb_time(NULLIF(s.valid_to, '253402300799'::bigint)) AS valid_to,
    s.valid_from AS valid_from_epoch,
    NULLIF(s.valid_to, '253402300799'::bigint) AS valid_to_epoch,
    s.collection,
    s.cluster_id
   FROM ((public.cluster
     JOIN public.subnet_rollup s USING (cluster_id))
     LEFT JOIN public.text group_name ON (((group_name.cluster_id = s.cluster_id) AND (group_name.text_key = s.group_ref))))
  WHERE (s.valid_to > s.valid_from);


--
-- Name: v_subnets; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_subnets AS
 SELECT cluster.name AS cluster,
    n.subnet_id,
    vpc_id.value AS vpc_id,
    zone.value AS zone,
    (public.capdb_address(n.cidr) COLLATE "C") AS cidr,
    tags.value AS tags,
    s.available_ipv4_count AS ips_available,
    public.capdb_time(s.valid_from) AS valid_from,
    public.capdb_time(NULLIF(s.valid_to, '253402300799'::bigint)) AS valid_to,
    s.valid_from AS valid_from_epoch,
    NULLIF(s.valid_to, '253402300799'::bigint) AS valid_to_epoch,
    s.collection,
    s.cluster_id,
    owner_id.value AS owner_id
   FROM ((((((public.cluster
     JOIN public.subnet_state s USING (cluster_id))
     JOIN public.subnet n USING (cluster_id, subnet_key))
     LEFT JOIN public.text vpc_id ON (((vpc_id.cluster_id = s.cluster_id) AND (vpc_id.text_key = n.vpc_id_ref))))
     LEFT JOIN public.text zone ON (((zone.cluster_id = s.cluster_id) AND (zone.text_key = n.zone_ref))))
     LEFT JOIN public.text tags ON (((tags.cluster_id = s.cluster_id) AND (tags.text_key = n.tags_ref))))
     LEFT JOIN public.text owner_id ON (((owner_id.cluster_id = s.cluster_id) AND (owner_id.text_key = n.owner_id_ref))));


--
-- Name: vpc_state; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.vpc_state (
    cluster_id bigint NOT NULL,
    vpc_state_key bigint NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    collection bigint NOT NULL,
    cidrs bytea NOT NULL,
    ipv6_cidrs bytea NOT NULL,
    vpc_id text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT vpc_state_check CHECK ((valid_to > valid_from))
);


--
-- Name: v_vpcs; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_vpcs AS
 SELECT cluster.name AS cluster,
    s.vpc_id,
    (( SELECT (('['::text || COALESCE(string_agg((('"'::text || public.capdb_address(SUBSTRING(s.cidrs FROM ((i."position" * 5) + 1) FOR 5))) || '"'::text), ','::text ORDER BY i."position"), ''::text)) || ']'::text)
           FROM generate_series(0, ((octet_length(s.cidrs) / 5) - 1)) i("position")) COLLATE "C") AS cidrs,
    (( SELECT (('['::text || COALESCE(string_agg((('"'::text || public.capdb_address(SUBSTRING(s.ipv6_cidrs FROM ((i."position" * 17) + 1) FOR 17))) || '"'::text), ','::text ORDER BY i."position"), ''::text)) || ']'::text)
           FROM generate_series(0, ((octet_length(s.ipv6_cidrs) / 17) - 1)) i("position")) COLLATE "C") AS ipv6_cidrs,
    public.capdb_time(s.valid_from) AS valid_from,
    public.capdb_time(NULLIF(s.valid_to, '253402300799'::bigint)) AS valid_to,
    s.valid_from AS valid_from_epoch,
    NULLIF(s.valid_to, '253402300799'::bigint) AS valid_to_epoch,
    s.collection,
    s.cluster_id
   FROM (public.cluster
     JOIN public.vpc_state s USING (cluster_id));


--
-- Data for Name: cidr_reservation_state; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.cidr_reservation_state VALUES
	(2741790108908374209, 1, 1800000000, 253402300799, 1, 1, '\x0a0001101c', 'scr-1', 'subnet-1'),
	(2741790108908374209, 2, 1800000000, 1800064800, 13, 0, '\x0a0001401a', 'scr-2', 'subnet-1');


--
-- Data for Name: cilium_node_state; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: cluster; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.cluster VALUES
	(2741790108908374209, 1800000000, NULL, 1, '\xd471c6894a0a4d3d0000000000000001', 'c1', '', '');


--
-- Data for Name: cni_state; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.cni_state VALUES
	(2741790108908374209, 1, 1800000000, 1800005400, 2, 'v1.18.3', '{"ENABLE_POD_ENI":"true","WARM_IP_TARGET":"1"}'),
	(2741790108908374209, 2, 1800010800, 1800032400, 7, '', '{"ENABLE_POD_ENI":"true","WARM_IP_TARGET":"2"}'),
	(2741790108908374209, 3, 1800032400, 1800037800, 8, 'v1.18.3', '{"ENABLE_POD_ENI":"true","WARM_IP_TARGET":"1"}'),
	(2741790108908374209, 4, 1800037800, 1800043200, 9, 'v1.18.3', '{"ENABLE_POD_ENI":"true","WARM_IP_TARGET":"2"}'),
	(2741790108908374209, 5, 1800043200, 1800048600, 10, '', '{"ENABLE_POD_ENI":"true","WARM_IP_TARGET":"3"}'),
	(2741790108908374209, 6, 1800048600, 1800054000, 11, '', '{"ENABLE_POD_ENI":"true","WARM_IP_TARGET":"2"}'),
	(2741790108908374209, 7, 1800054000, 1800059400, 12, '', '{"ENABLE_POD_ENI":"true","WARM_IP_TARGET":"3"}'),
	(2741790108908374209, 8, 1800059400, 1800064800, 13, 'v1.18.3', '{"ENABLE_POD_ENI":"true","WARM_IP_TARGET":"2"}'),
	(2741790108908374209, 9, 1800064800, 1800075600, 15, '', '{"ENABLE_POD_ENI":"true","WARM_IP_TARGET":"3"}'),
	(2741790108908374209, 10, 1800091800, 1800097200, 19, 'v1.18.3', '{"ENABLE_POD_ENI":"true","WARM_IP_TARGET":"1"}'),
	(2741790108908374209, 11, 1800113400, 1800118800, 23, 'v1.18.3', '{"ENABLE_POD_ENI":"true","WARM_IP_TARGET":"1"}');


--
-- Data for Name: collection; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.collection VALUES
	(2741790108908374209, 1, 1800000000, 1800000000, 1800000002, 1500, 4096, 19, NULL, 1800000000, 1800000000, 1800000000, 1800000000, 1800000000, 1800000000, 1800000000, 1800000000, 1800000000, 1800000000, 1, 0, 4, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 2, 1800005400, 1800005400, 1800005402, 1500, 4096, 22, NULL, 1800005400, 1800000000, 1800000000, 1800005400, 1800005400, 1800005400, 1800005400, 1800005400, 1800005400, 1800005400, 4, NULL, NULL, 0, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 3, 1800010800, 1800010800, 1800010802, 1500, 4096, 23, NULL, 1800010800, 1800010800, 1800010800, 1800010800, 1800010800, 1800010800, 1800010800, 1800010800, 1800010800, 1800010800, 4, 5, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 4, 1800016200, 1800016200, 1800016202, 1500, 4096, 13, NULL, 1800016200, 1800016200, 1800016200, 1800010800, 1800016200, 1800016200, 1800016200, 1800010800, 1800016200, 1800016200, 4, 5, 2, 1, NULL, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 5, 1800021600, 1800021600, 1800021602, 1500, 4096, 12, NULL, 1800021600, 1800021600, 1800021600, 1800021600, 1800016200, 1800021600, 1800021600, 1800021600, 1800021600, 1800021600, 4, 5, 1, 1, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 6, 1800027000, 1800027000, 1800027002, 1500, 4096, 25, NULL, 1800027000, 1800027000, 1800027000, 1800021600, 1800027000, 1800027000, 1800027000, 1800027000, 1800027000, 1800027000, 4, 3, 0, 1, 2, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 7, 1800032400, 1800032400, 1800032402, 1500, 4096, 15, NULL, 1800032400, 1800032400, 1800027000, 1800032400, 1800032400, 1800027000, 1800032400, 1800032400, 1800032400, 1800032400, 3, 4, NULL, 1, 2, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 8, 1800037800, 1800037800, 1800037802, 1500, 4096, 22, NULL, 1800037800, 1800032400, 1800037800, 1800037800, 1800037800, 1800037800, 1800037800, 1800037800, 1800037800, 1800037800, 2, NULL, 3, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 9, 1800043200, 1800043200, 1800043202, 1500, 4096, 28, NULL, 1800043200, 1800043200, 1800043200, 1800043200, 1800037800, 1800043200, 1800043200, 1800043200, 1800043200, 1800043200, 3, 3, 4, 2, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 10, 1800048600, 1800048600, 1800048602, 1500, 4096, 20, NULL, 1800048600, 1800048600, 1800048600, 1800048600, 1800048600, 1800048600, 1800048600, 1800048600, 1800048600, 1800048600, 3, 3, 0, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 11, 1800054000, 1800054000, 1800054002, 1500, 4096, 12, NULL, 1800048600, 1800048600, 1800054000, 1800054000, 1800054000, 1800048600, 1800054000, 1800054000, 1800054000, 1800054000, NULL, NULL, 0, 1, 1, 3, 2, 0, 0, 0, 2, 0, 0, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 12, 1800059400, 1800059400, 1800059402, 1500, 4096, 25, NULL, 1800059400, 1800059400, 1800059400, 1800059400, 1800054000, 1800059400, 1800059400, 1800059400, 1800059400, 1800059400, 3, 5, 3, 1, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 13, 1800064800, 1800064800, 1800064802, 1500, 4096, 34, NULL, 1800064800, 1800064800, 1800064800, 1800064800, 1800064800, 1800064800, 1800064800, 1800064800, 1800064800, 1800064800, 2, 4, 3, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 14, 1800070200, 1800070200, 1800070202, 1500, 4096, 23, NULL, 1800070200, 1800070200, 1800070200, 1800064800, 1800070200, 1800064800, 1800070200, 1800070200, 1800070200, 1800070200, 3, 4, 3, 2, 4, 0, 0, 0, 3, 0, 1, 0, 0, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 15, 1800075600, 1800075600, 1800075602, 1500, 4096, 33, NULL, 1800075600, 1800075600, 1800075600, 1800075600, 1800075600, 1800075600, 1800075600, 1800075600, 1800075600, 1800075600, 2, 6, 0, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 16, 1800081000, 1800081000, 1800081002, 1500, 4096, 18, NULL, 1800081000, 1800081000, 1800075600, 1800081000, 1800081000, 1800081000, 1800081000, 1800075600, 1800081000, 1800081000, 3, 7, NULL, 1, NULL, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 17, 1800086400, 1800086400, 1800086402, 1500, 4096, 22, NULL, 1800086400, 1800086400, 1800086400, 1800086400, 1800086400, 1800086400, 1800086400, 1800086400, 1800086400, 1800086400, 3, 7, 2, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 18, 1800091800, 1800091800, 1800091802, 1500, 4096, 32, NULL, 1800091800, 1800091800, 1800091800, 1800091800, 1800091800, 1800091800, 1800091800, 1800091800, 1800091800, 1800091800, 4, 5, 4, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 19, 1800097200, 1800097200, 1800097202, 1500, 4096, 11, NULL, 1800091800, 1800097200, 1800091800, 1800097200, 1800097200, 1800097200, 1800097200, 1800091800, 1800097200, 1800097200, NULL, 5, NULL, 1, NULL, 1, 0, 1, 0, 0, 0, 0, 3, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 20, 1800102600, 1800102600, 1800102602, 1500, 4096, 21, NULL, 1800102600, 1800102600, 1800102600, 1800097200, 1800102600, 1800102600, 1800102600, 1800102600, 1800102600, 1800102600, 4, 5, 2, 1, 3, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 21, 1800108000, 1800108000, 1800108002, 1500, 4096, 30, NULL, 1800108000, 1800108000, 1800108000, 1800108000, 1800108000, 1800108000, 1800102600, 1800108000, 1800108000, 1800108000, 5, 6, 0, NULL, 2, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 22, 1800113400, 1800113400, 1800113402, 1500, 4096, 11, NULL, 1800113400, 1800113400, 1800113400, 1800113400, 1800113400, 1800108000, 1800113400, 1800108000, 1800113400, 1800113400, 5, 7, 0, 1, NULL, 0, 0, 0, 0, 0, 1, 0, 3, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 23, 1800118800, 1800118800, 1800118802, 1500, 4096, 24, NULL, 1800113400, 1800118800, 1800118800, 1800118800, 1800118800, 1800118800, 1800118800, 1800118800, 1800118800, 1800118800, NULL, 5, 0, 0, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 2, NULL),
	(2741790108908374209, 24, 1800124200, 1800124200, 1800124202, 1500, 4096, 18, NULL, 1800124200, 1800124200, 1800124200, 1800124200, 1800124200, 1800124200, 1800124200, 1800124200, 1800124200, 1800124200, 4, 5, 2, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 2, NULL);


--
-- Data for Name: collection_error; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.collection_error VALUES
	(2741790108908374209, 2, 'events', '503 from the "server"'),
	(2741790108908374209, 2, 'pods', '503 from the "server"'),
	(2741790108908374209, 4, 'cni', '503 from the "server"'),
	(2741790108908374209, 4, 'subnets', '503 from the "server"'),
	(2741790108908374209, 5, 'instances', '503 from the "server"'),
	(2741790108908374209, 7, 'events', '503 from the "server"'),
	(2741790108908374209, 8, 'pods', '503 from the "server"'),
	(2741790108908374209, 14, 'instance-types', '503 from the "server"'),
	(2741790108908374209, 16, 'events', '503 from the "server"'),
	(2741790108908374209, 19, 'events', '503 from the "server"'),
	(2741790108908374209, 19, 'nodes', '503 from the "server"'),
	(2741790108908374209, 21, 'network-interfaces', '503 from the "server"'),
	(2741790108908374209, 22, 'instance-types', '503 from the "server"'),
	(2741790108908374209, 23, 'nodes', '503 from the "server"');


--
-- Data for Name: collection_rollup; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.collection_rollup VALUES
	(2741790108908374209, 1800000000, 1, 1800000000, 1800000000, 1800000000, 1, 3600),
	(2741790108908374209, 1800003600, 1, NULL, 1800005400, NULL, 2, 3600),
	(2741790108908374209, 1800010800, 1, 1800010800, 1800010800, 1800010800, 3, 3600),
	(2741790108908374209, 1800014400, 1, 1800016200, NULL, 1800016200, 4, 3600),
	(2741790108908374209, 1800021600, 1, 1800021600, 1800021600, 1800021600, 5, 3600),
	(2741790108908374209, 1800025200, 1, 1800027000, 1800027000, 1800027000, 6, 3600),
	(2741790108908374209, 1800032400, 1, 1800032400, 1800032400, 1800032400, 7, 3600),
	(2741790108908374209, 1800036000, 1, NULL, 1800037800, NULL, 8, 3600),
	(2741790108908374209, 1800043200, 1, 1800043200, 1800043200, 1800043200, 9, 3600),
	(2741790108908374209, 1800046800, 1, 1800048600, 1800048600, 1800048600, 10, 3600),
	(2741790108908374209, 1800054000, 1, NULL, 1800054000, NULL, 11, 3600),
	(2741790108908374209, 1800057600, 1, 1800059400, 1800059400, 1800059400, 12, 3600),
	(2741790108908374209, 1800064800, 1, 1800064800, 1800064800, 1800064800, 13, 3600),
	(2741790108908374209, 1800068400, 1, 1800070200, 1800070200, 1800070200, 14, 3600),
	(2741790108908374209, 1800075600, 1, 1800075600, 1800075600, 1800075600, 15, 3600),
	(2741790108908374209, 1800079200, 1, 1800081000, NULL, 1800081000, 16, 3600),
	(2741790108908374209, 1800086400, 1, 1800086400, 1800086400, 1800086400, 17, 3600),
	(2741790108908374209, 1800090000, 1, 1800091800, 1800091800, 1800091800, 18, 3600),
	(2741790108908374209, 1800097200, 1, NULL, NULL, NULL, 19, 3600),
	(2741790108908374209, 1800100800, 1, 1800102600, 1800102600, 1800102600, 20, 3600),
	(2741790108908374209, 1800108000, 1, 1800108000, 1800108000, NULL, 21, 3600),
	(2741790108908374209, 1800111600, 1, 1800113400, NULL, 1800113400, 22, 3600),
	(2741790108908374209, 1800118800, 1, NULL, 1800118800, NULL, 23, 3600),
	(2741790108908374209, 1800122400, 1, 1800124200, 1800124200, 1800124200, 24, 3600),
	(2741790108908374209, 1799971200, 11, 1800048600, 1800054000, 1800048600, 11, 86400),
	(2741790108908374209, 1800057600, 13, 1800124200, 1800124200, 1800124200, 24, 86400);


--
-- Data for Name: event; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.event VALUES
	(2741790108908374209, 1, 7, 8, 9, 10, 11, 1799996700, 1, '\x00030000000000019e3779b97f4a7c15', '\x0001000000000010e3779b97f4a7c150', 'web-1'),
	(2741790108908374209, 2, 7, 8, 12, 13, 11, 1799999374, 1, '\x00030000000000023c6ef372fe94f82a', '\x000100000000000a2e2ac13ef8e8d8d2', 'web-2'),
	(2741790108908374209, 3, 7, 8, 12, 10, 14, 1799999483, 1, '\x0003000000000003daa66d2c7ddf743f', '\x000100000000000f454021de755d453b', 'web-3'),
	(2741790108908374209, 4, 7, 8, 9, 13, 11, 1799999286, 1, '\x000300000000000478dde6e5fd29f054', '\x00010000000000098ff34785799e5cbd', 'web-4'),
	(2741790108908374209, 5, 7, 8, 12, 13, 14, 1800015519, 4, '\x0003000000000003daa66d2c7ddf743f', '\x00010000000000098ff34785799e5cbd', 'web-3'),
	(2741790108908374209, 6, 7, 8, 12, 10, 11, 1800012874, 4, '\x000300000000000478dde6e5fd29f054', '\x0001000000000007538454127b09649300', 'web-4'),
	(2741790108908374209, 7, 7, 8, 9, 13, 11, 1800020452, 5, '\x00030000000000023c6ef372fe94f82a', NULL, 'web-2'),
	(2741790108908374209, 8, 7, 8, 12, 10, 11, 1800034639, 8, '\x00030000000000023c6ef372fe94f82a', NULL, 'web-2'),
	(2741790108908374209, 9, 7, 8, 12, 10, 14, 1800033839, 8, '\x0003000000000003daa66d2c7ddf743f', '\x0001000000000018d5336963eefba1f8', 'web-3'),
	(2741790108908374209, 10, 42, 8, 12, 13, 11, 1800033948, 8, '\x000300000000000478dde6e5fd29f054', '\x000100000000000ea708a824f612c92600', 'web-4'),
	(2741790108908374209, 11, 42, 8, 9, 13, 11, 1800042503, 9, '\x00030000000000023c6ef372fe94f82a', '\x0001000000000007538454127b09649300', 'web-2'),
	(2741790108908374209, 12, 7, 8, 9, 13, 14, 1800042594, 9, '\x0003000000000003daa66d2c7ddf743f', '\x0001000000000019736ae31d6e461e0d', 'web-3'),
	(2741790108908374209, 13, 7, 8, 9, 13, 11, 1800040985, 9, '\x000300000000000478dde6e5fd29f054', '\x000100000000000ea708a824f612c92600', 'web-4'),
	(2741790108908374209, 14, 7, 8, 9, 13, 11, 1800042603, 9, '\x00030000000000019e3779b97f4a7c15', '\x0001000000000019736ae31d6e461e0d', 'web-1'),
	(2741790108908374209, 15, 42, 8, 9, 13, 14, 1800055530, 12, '\x00030000000000019e3779b97f4a7c15', '\x000100000000001c4e115049ec25924c00', 'web-1'),
	(2741790108908374209, 16, 7, 8, 12, 10, 11, 1800058925, 12, '\x00030000000000023c6ef372fe94f82a', NULL, 'web-2'),
	(2741790108908374209, 17, 7, 8, 9, 10, 11, 1800056149, 12, '\x000300000000000478dde6e5fd29f054', '\x000100000000000c6a99b4b1f77dd0fc', 'web-4'),
	(2741790108908374209, 18, 42, 8, 9, 10, 11, 1800063404, 13, '\x00030000000000019e3779b97f4a7c15', '\x00010000000000098ff34785799e5cbd', 'web-1'),
	(2741790108908374209, 19, 42, 8, 9, 13, 14, 1800062817, 13, '\x00030000000000023c6ef372fe94f82a', '\x000100000000000f454021de755d453b', 'web-2'),
	(2741790108908374209, 20, 42, 8, 12, 13, 11, 1800063666, 13, '\x0003000000000003daa66d2c7ddf743f', '\x0001000000000015fa8cfc37711c2db900', 'web-3'),
	(2741790108908374209, 21, 7, 8, 12, 10, 11, 1800068275, 14, '\x00030000000000023c6ef372fe94f82a', '\x00010000000000098ff34785799e5cbd', 'web-2'),
	(2741790108908374209, 22, 42, 8, 12, 10, 11, 1800068676, 14, '\x0003000000000003daa66d2c7ddf743f', NULL, 'web-3'),
	(2741790108908374209, 23, 7, 8, 9, 13, 14, 1800067699, 14, '\x000300000000000478dde6e5fd29f054', NULL, 'web-4'),
	(2741790108908374209, 24, 7, 8, 9, 10, 14, 1800083789, 17, '\x00030000000000019e3779b97f4a7c15', NULL, 'web-1'),
	(2741790108908374209, 25, 42, 8, 9, 10, 14, 1800085011, 17, '\x00030000000000023c6ef372fe94f82a', '\x000100000000001bafd9d6906cdb1637', 'web-2'),
	(2741790108908374209, 26, 42, 8, 12, 13, 14, 1800090848, 18, '\x00030000000000019e3779b97f4a7c15', '\x000100000000001181af155173f23d65', 'web-1'),
	(2741790108908374209, 27, 42, 8, 12, 10, 11, 1800088295, 18, '\x00030000000000023c6ef372fe94f82a', '\x00010000000000019e3779b97f4a7c15', 'web-2'),
	(2741790108908374209, 28, 42, 8, 12, 10, 11, 1800090509, 18, '\x0003000000000003daa66d2c7ddf743f', '\x000100000000000f454021de755d453b', 'web-3'),
	(2741790108908374209, 29, 42, 8, 9, 13, 14, 1800091529, 18, '\x000300000000000478dde6e5fd29f054', '\x000100000000000a2e2ac13ef8e8d8d2', 'web-4'),
	(2741790108908374209, 30, 7, 8, 12, 10, 11, 1800100673, 20, '\x0003000000000003daa66d2c7ddf743f', '\x00010000000000023c6ef372fe94f82a', 'web-3'),
	(2741790108908374209, 31, 7, 8, 12, 13, 11, 1800100451, 20, '\x000300000000000478dde6e5fd29f054', NULL, 'web-4'),
	(2741790108908374209, 32, 7, 8, 9, 10, 14, 1800124036, 24, '\x00030000000000019e3779b97f4a7c15', NULL, 'web-1'),
	(2741790108908374209, 33, 7, 8, 12, 13, 14, 1800121954, 24, '\x00030000000000023c6ef372fe94f82a', '\x0001000000000010e3779b97f4a7c150', 'web-2');


--
-- Data for Name: event_state; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.event_state VALUES
	(2741790108908374209, 1, 1, 5, 1799996115, 1800000000, 1800010800, 3),
	(2741790108908374209, 2, 2, 3, 1799997062, 1800000000, 1800010800, 3),
	(2741790108908374209, 3, 3, 6, 1799997227, 1800000000, 1800010800, 3),
	(2741790108908374209, 4, 4, 8, 1799997608, 1800000000, 1800010800, 3),
	(2741790108908374209, 5, 5, 9, 1800015443, 1800016200, 1800021600, 5),
	(2741790108908374209, 6, 6, 8, 1800012443, 1800016200, 1800021600, 5),
	(2741790108908374209, 7, 7, 3, 1800019765, 1800021600, 1800027000, 6),
	(2741790108908374209, 8, 8, 4, 1800034649, 1800037800, 1800043200, 9),
	(2741790108908374209, 9, 9, 8, 1800034217, 1800037800, 1800043200, 9),
	(2741790108908374209, 10, 10, 1, 1800036604, 1800037800, 1800043200, 9),
	(2741790108908374209, 11, 11, 8, 1800041882, 1800043200, 1800048600, 10),
	(2741790108908374209, 12, 12, 8, 1800040421, 1800043200, 1800048600, 10),
	(2741790108908374209, 13, 13, 5, 1800043178, 1800043200, 1800048600, 10),
	(2741790108908374209, 14, 14, 7, 1800041944, 1800043200, 1800048600, 10),
	(2741790108908374209, 15, 15, 9, 1800059366, 1800059400, 1800064800, 13),
	(2741790108908374209, 16, 16, 2, 1800056821, 1800059400, 1800064800, 13),
	(2741790108908374209, 17, 17, 1, 1800058506, 1800059400, 1800064800, 13),
	(2741790108908374209, 18, 18, 5, 1800061743, 1800064800, 1800070200, 14),
	(2741790108908374209, 19, 19, 4, 1800062134, 1800064800, 1800070200, 14),
	(2741790108908374209, 20, 20, 2, 1800064631, 1800064800, 1800070200, 14),
	(2741790108908374209, 21, 21, 6, 1800069607, 1800070200, 1800075600, 15),
	(2741790108908374209, 22, 22, 9, 1800067703, 1800070200, 1800075600, 15),
	(2741790108908374209, 23, 23, 1, 1800067780, 1800070200, 1800075600, 15),
	(2741790108908374209, 24, 24, 4, 1800084396, 1800086400, 1800091800, 18),
	(2741790108908374209, 25, 25, 9, 1800085671, 1800086400, 1800091800, 18),
	(2741790108908374209, 26, 26, 5, 1800091102, 1800091800, 1800102600, 20),
	(2741790108908374209, 27, 27, 4, 1800090591, 1800091800, 1800102600, 20),
	(2741790108908374209, 28, 28, 6, 1800091471, 1800091800, 1800102600, 20),
	(2741790108908374209, 29, 29, 2, 1800089861, 1800091800, 1800102600, 20),
	(2741790108908374209, 30, 30, 7, 1800098870, 1800102600, 1800108000, 21),
	(2741790108908374209, 31, 31, 8, 1800098920, 1800102600, 1800108000, 21),
	(2741790108908374209, 32, 32, 1, 1800121907, 1800124200, 253402300799, 24),
	(2741790108908374209, 33, 33, 3, 1800123036, 1800124200, 253402300799, 24);


--
-- Data for Name: hub_migration; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.hub_migration VALUES
	(1, 'tables', 'f04c3e3132bf372f', 1795978276),
	(2, 'views', 'c48c9934d133c90b', 1795978276),
	(3, 'vpc_and_reservation_views', '800acca47e405d3e', 1795978276),
	(4, 'who_owns_and_serves', '2205e994469a99b8', 1795978276),
	(5, 'retention', 'efc7d5d7c109e425', 1795978276);


--
-- Data for Name: instance_state; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.instance_state VALUES
	(2741790108908374209, 1, 19, 20, 2, 15, 21, 1799998193, 1800000000, 1800005400, 2, 1, NULL, NULL, 'i-1', NULL),
	(2741790108908374209, 2, 22, 23, 17, 15, 21, 1799997826, 1800000000, 1800005400, 2, 0, NULL, '\x0a000087', 'i-3', NULL),
	(2741790108908374209, 3, 19, 23, 2, NULL, 21, 1799999549, 1800000000, 1800005400, 2, 0, '\x0a0000cb', NULL, 'i-4', NULL),
	(2741790108908374209, 4, 22, 20, 2, NULL, 21, 1800002812, 1800005400, 1800010800, 3, 0, NULL, NULL, 'i-1', NULL),
	(2741790108908374209, 5, 22, 23, 2, 15, NULL, 1800003565, 1800005400, 1800010800, 3, 0, '\x0a000123', NULL, 'i-3', NULL),
	(2741790108908374209, 6, 22, 23, 17, 15, 21, 1800007678, 1800010800, 1800016200, 4, 1, NULL, NULL, 'i-1', NULL),
	(2741790108908374209, 7, 22, 23, 17, 15, NULL, 1800016012, 1800016200, 1800027000, 6, 1, NULL, '\x0a000066', 'i-1', NULL),
	(2741790108908374209, 8, 22, 23, 17, NULL, 21, NULL, 1800016200, 1800027000, 6, 0, NULL, '\x0a00004f', 'i-2', NULL),
	(2741790108908374209, 9, 19, 20, 17, 15, NULL, NULL, 1800016200, 1800027000, 6, 1, NULL, NULL, 'i-3', NULL),
	(2741790108908374209, 10, 22, 23, 2, 15, 21, NULL, 1800016200, 1800027000, 6, 0, '\xc0a801d7', '\xc0a8021a', 'i-4', NULL),
	(2741790108908374209, 11, 19, 23, 2, 15, NULL, NULL, 1800027000, 1800032400, 7, 1, NULL, NULL, 'i-2', NULL),
	(2741790108908374209, 12, 22, 20, 2, NULL, 21, 1800026075, 1800027000, 1800032400, 7, 0, NULL, NULL, 'i-4', NULL),
	(2741790108908374209, 13, 22, 20, 17, 15, 21, NULL, 1800032400, 1800037800, 8, 1, NULL, '\x0a000084', 'i-2', NULL),
	(2741790108908374209, 14, 22, 23, 2, 15, 21, NULL, 1800032400, 1800037800, 8, 0, '\xc0a801f1', '\xc0a801f2', 'i-4', NULL),
	(2741790108908374209, 15, 22, 20, 2, 15, 21, 1800032148, 1800032400, 1800037800, 8, 0, NULL, NULL, 'i-1', NULL),
	(2741790108908374209, 16, 19, 20, 2, 15, 21, 1800035142, 1800037800, 1800048600, 10, 0, NULL, '\xc0a801dd', 'i-2', NULL),
	(2741790108908374209, 17, 19, 23, 17, NULL, 21, NULL, 1800037800, 1800048600, 10, 0, '\x0a0000f0', NULL, 'i-4', NULL),
	(2741790108908374209, 18, 19, 20, 17, 15, 21, NULL, 1800048600, 1800054000, 11, 1, '\xc0a801da', NULL, 'i-4', NULL),
	(2741790108908374209, 19, 19, 23, 17, NULL, 21, NULL, 1800048600, 1800054000, 11, 0, '\x0a000125', NULL, 'i-1', NULL),
	(2741790108908374209, 20, 22, 23, 17, 15, 21, 1800052117, 1800054000, 1800064800, 13, 0, '\x0a000078', NULL, 'i-4', NULL),
	(2741790108908374209, 21, 19, 23, 2, 15, NULL, 1800052233, 1800054000, 1800064800, 13, 1, NULL, NULL, 'i-1', NULL),
	(2741790108908374209, 22, 19, 20, 2, NULL, 21, 1800053988, 1800054000, 1800064800, 13, 1, '\xc0a801be', NULL, 'i-2', NULL),
	(2741790108908374209, 23, 22, 23, 17, 15, 21, NULL, 1800054000, 1800064800, 13, 0, '\xc0a801a9', '\x0a0000f2', 'i-3', NULL),
	(2741790108908374209, 24, 19, 20, 2, 15, NULL, 1800062081, 1800064800, 1800070200, 14, 0, NULL, '\xc0a80187', 'i-4', NULL),
	(2741790108908374209, 25, 19, 23, 17, 15, 21, 1800064248, 1800064800, 1800070200, 14, 1, '\xc0a8019a', '\x0a0000c2', 'i-1', NULL),
	(2741790108908374209, 26, 19, 20, 17, 15, NULL, 1800063477, 1800064800, 1800070200, 14, 1, NULL, NULL, 'i-2', NULL),
	(2741790108908374209, 27, 19, 23, 2, 15, 21, NULL, 1800064800, 1800070200, 14, 1, '\x0a000107', NULL, 'i-3', NULL),
	(2741790108908374209, 28, 22, 20, 2, 15, NULL, 1800068658, 1800070200, 1800075600, 15, 0, NULL, '\xc0a80213', 'i-4', NULL),
	(2741790108908374209, 29, 19, 20, 17, NULL, NULL, NULL, 1800070200, 1800075600, 15, 0, '\xc0a8011f', '\x0a00002a', 'i-2', NULL),
	(2741790108908374209, 30, 19, 20, 17, 15, 21, 1800068145, 1800070200, 1800075600, 15, 0, NULL, NULL, 'i-3', NULL),
	(2741790108908374209, 31, 22, 23, 17, 15, 21, NULL, 1800075600, 1800081000, 16, 0, NULL, '\x0a0000b3', 'i-4', NULL),
	(2741790108908374209, 32, 22, 20, 17, 15, 21, 1800073220, 1800075600, 1800081000, 16, 0, '\x0a0000ef', NULL, 'i-2', NULL),
	(2741790108908374209, 33, 19, 20, 2, 15, 21, NULL, 1800081000, 1800086400, 17, 1, NULL, NULL, 'i-4', NULL),
	(2741790108908374209, 34, 19, 23, 17, 15, 21, 1800077583, 1800081000, 1800086400, 17, 0, '\x0a000032', NULL, 'i-3', NULL),
	(2741790108908374209, 35, 22, 20, 2, 15, 21, 1800085458, 1800086400, 1800091800, 18, 1, NULL, '\xc0a801ae', 'i-4', NULL),
	(2741790108908374209, 36, 22, 20, 2, 15, 21, 1800084750, 1800086400, 1800091800, 18, 1, NULL, NULL, 'i-3', NULL),
	(2741790108908374209, 37, 22, 20, 17, 15, NULL, 1800085425, 1800086400, 1800091800, 18, 1, '\x0a0000b5', '\xc0a80146', 'i-1', NULL),
	(2741790108908374209, 38, 19, 23, 2, 15, 21, NULL, 1800091800, 1800097200, 19, 0, '\xc0a80184', NULL, 'i-4', NULL),
	(2741790108908374209, 39, 22, 23, 2, 15, NULL, 1800091582, 1800091800, 1800097200, 19, 0, NULL, NULL, 'i-3', NULL),
	(2741790108908374209, 40, 19, 23, 2, NULL, NULL, 1800089225, 1800091800, 1800097200, 19, 1, NULL, '\xc0a80115', 'i-2', NULL),
	(2741790108908374209, 41, 22, 20, 2, 15, 21, 1800093664, 1800097200, 1800102600, 20, 0, NULL, '\x0a0000b0', 'i-4', NULL),
	(2741790108908374209, 42, 22, 20, 2, 15, NULL, NULL, 1800097200, 1800102600, 20, 1, '\x0a000081', '\xc0a80156', 'i-3', NULL),
	(2741790108908374209, 43, 19, 20, 17, 15, 21, NULL, 1800097200, 1800102600, 20, 1, '\x0a0000fd', NULL, 'i-1', NULL),
	(2741790108908374209, 44, 22, 20, 2, 15, NULL, 1800101877, 1800102600, 1800108000, 21, 1, '\x0a000009', '\xc0a80203', 'i-3', NULL),
	(2741790108908374209, 45, 22, 23, 2, 15, 21, NULL, 1800108000, 1800113400, 22, 1, '\xc0a80177', '\x0a00000d', 'i-3', NULL),
	(2741790108908374209, 46, 22, 20, 2, 15, NULL, 1800107156, 1800108000, 1800113400, 22, 1, '\xc0a80188', '\xc0a80205', 'i-1', NULL),
	(2741790108908374209, 47, 19, 23, 17, 15, 21, 1800105508, 1800108000, 1800113400, 22, 0, NULL, NULL, 'i-4', NULL),
	(2741790108908374209, 48, 19, 23, 2, 15, NULL, NULL, 1800113400, 1800118800, 23, 0, '\xc0a801d2', NULL, 'i-1', NULL),
	(2741790108908374209, 49, 22, 20, 2, 15, 21, 1800109937, 1800113400, 1800118800, 23, 0, '\x0a0000a8', '\x0a00002d', 'i-2', NULL),
	(2741790108908374209, 50, 19, 20, 17, 15, NULL, 1800115259, 1800118800, 1800124200, 24, 0, NULL, '\xc0a8019e', 'i-1', NULL),
	(2741790108908374209, 51, 19, 23, 17, 15, 21, NULL, 1800118800, 1800124200, 24, 0, NULL, NULL, 'i-3', NULL),
	(2741790108908374209, 52, 19, 20, 2, NULL, 21, 1800121150, 1800124200, 253402300799, 24, 1, NULL, NULL, 'i-1', NULL),
	(2741790108908374209, 53, 19, 20, 17, 15, 21, 1800120906, 1800124200, 253402300799, 24, 0, NULL, '\x0a0000a9', 'i-3', NULL),
	(2741790108908374209, 54, 22, 23, 2, 15, 21, NULL, 1800124200, 253402300799, 24, 0, '\xc0a8018e', NULL, 'i-2', NULL);


--
-- Data for Name: instance_type_state; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.instance_type_state VALUES
	(2741790108908374209, 1, 1, 4096, 2, 2, 6, 6, 1800000000, 1800005400, 2, 0, 'type1', 'nitro', 'x86_64'),
	(2741790108908374209, 2, 1, 4096, 2, 2, 6, 6, 1800000000, 1800005400, 2, 0, 'type2', 'nitro', 'x86_64'),
	(2741790108908374209, 3, 1, 4096, 2, 2, 6, 6, 1800000000, 1800005400, 2, 1, 'type4', 'nitro', 'x86_64'),
	(2741790108908374209, 4, 2, 4096, 3, 3, 6, 6, 1800005400, 1800010800, 3, 1, 'type2', '', 'x86_64'),
	(2741790108908374209, 5, 2, 4096, 3, 3, 6, 6, 1800005400, 1800010800, 3, 1, 'type4', 'nitro', 'x86_64'),
	(2741790108908374209, 6, 1, 4096, 2, 2, 6, 6, 1800005400, 1800010800, 3, 1, 'type3', 'nitro', 'x86_64'),
	(2741790108908374209, 7, 1, 4096, 2, 2, 6, 6, 1800010800, 1800016200, 4, 1, 'type2', 'nitro', 'x86_64'),
	(2741790108908374209, 8, 1, 4096, 2, 2, 6, 6, 1800010800, 1800016200, 4, 0, 'type4', 'nitro', 'x86_64'),
	(2741790108908374209, 9, 1, 4096, 2, 2, 6, 6, 1800010800, 1800016200, 4, 1, 'type3', '', 'x86_64'),
	(2741790108908374209, 10, 1, 4096, 3, 3, 6, 6, 1800016200, 1800021600, 5, 0, 'type2', 'nitro', 'x86_64'),
	(2741790108908374209, 11, 1, 4096, 2, 2, 6, 6, 1800016200, 1800021600, 5, 0, 'type4', '', 'x86_64'),
	(2741790108908374209, 12, 1, 4096, 3, 3, 6, 6, 1800016200, 1800021600, 5, 0, 'type3', 'nitro', 'x86_64'),
	(2741790108908374209, 13, 1, 4096, 3, 3, 6, 6, 1800021600, 1800027000, 6, 1, 'type2', 'nitro', 'x86_64'),
	(2741790108908374209, 14, 1, 4096, 3, 3, 6, 6, 1800021600, 1800027000, 6, 0, 'type1', '', 'x86_64'),
	(2741790108908374209, 15, 2, 4096, 2, 2, 6, 6, 1800027000, 1800037800, 8, 1, 'type2', '', 'x86_64'),
	(2741790108908374209, 16, 1, 4096, 2, 2, 6, 6, 1800027000, 1800037800, 8, 1, 'type1', '', 'x86_64'),
	(2741790108908374209, 17, 1, 4096, 2, 2, 6, 6, 1800027000, 1800037800, 8, 0, 'type3', '', 'x86_64'),
	(2741790108908374209, 18, 1, 4096, 2, 2, 6, 6, 1800027000, 1800037800, 8, 0, 'type4', 'nitro', 'x86_64'),
	(2741790108908374209, 19, 1, 4096, 2, 2, 6, 6, 1800037800, 1800043200, 9, 1, 'type3', 'nitro', 'x86_64'),
	(2741790108908374209, 20, 2, 4096, 3, 3, 6, 6, 1800037800, 1800048600, 10, 1, 'type4', '', 'x86_64'),
	(2741790108908374209, 21, 1, 4096, 3, 3, 6, 6, 1800043200, 1800048600, 10, 1, 'type1', '', 'x86_64'),
	(2741790108908374209, 22, 1, 4096, 3, 3, 6, 6, 1800043200, 1800048600, 10, 0, 'type2', 'nitro', 'x86_64'),
	(2741790108908374209, 23, 1, 4096, 3, 3, 6, 6, 1800048600, 1800059400, 12, 1, 'type4', 'nitro', 'x86_64'),
	(2741790108908374209, 24, 1, 4096, 3, 3, 6, 6, 1800048600, 1800059400, 12, 0, 'type1', '', 'x86_64'),
	(2741790108908374209, 25, 2, 4096, 3, 3, 6, 6, 1800048600, 1800059400, 12, 1, 'type2', '', 'x86_64'),
	(2741790108908374209, 26, 1, 4096, 2, 2, 6, 6, 1800059400, 1800064800, 13, 0, 'type4', '', 'x86_64'),
	(2741790108908374209, 27, 2, 4096, 3, 3, 6, 6, 1800059400, 1800064800, 13, 1, 'type1', 'nitro', 'x86_64'),
	(2741790108908374209, 28, 1, 4096, 2, 2, 6, 6, 1800059400, 1800064800, 13, 0, 'type2', '', 'x86_64'),
	(2741790108908374209, 29, 1, 4096, 2, 2, 6, 6, 1800064800, 1800075600, 15, 1, 'type1', 'nitro', 'x86_64'),
	(2741790108908374209, 30, 1, 4096, 3, 3, 6, 6, 1800064800, 1800075600, 15, 0, 'type3', '', 'x86_64'),
	(2741790108908374209, 31, 1, 4096, 2, 2, 6, 6, 1800075600, 1800081000, 16, 1, 'type1', '', 'x86_64'),
	(2741790108908374209, 32, 1, 4096, 2, 2, 6, 6, 1800075600, 1800081000, 16, 0, 'type2', 'nitro', 'x86_64'),
	(2741790108908374209, 33, 1, 4096, 2, 2, 6, 6, 1800075600, 1800081000, 16, 0, 'type4', 'nitro', 'x86_64'),
	(2741790108908374209, 34, 2, 4096, 2, 2, 6, 6, 1800081000, 1800086400, 17, 0, 'type1', 'nitro', 'x86_64'),
	(2741790108908374209, 35, 2, 4096, 3, 3, 6, 6, 1800081000, 1800086400, 17, 0, 'type2', 'nitro', 'x86_64'),
	(2741790108908374209, 36, 2, 4096, 2, 2, 6, 6, 1800081000, 1800086400, 17, 0, 'type4', 'nitro', 'x86_64'),
	(2741790108908374209, 37, 2, 4096, 2, 2, 6, 6, 1800081000, 1800086400, 17, 0, 'type3', '', 'x86_64'),
	(2741790108908374209, 38, 1, 4096, 3, 3, 6, 6, 1800086400, 1800091800, 18, 0, 'type1', '', 'x86_64'),
	(2741790108908374209, 39, 1, 4096, 3, 3, 6, 6, 1800086400, 1800091800, 18, 1, 'type2', '', 'x86_64'),
	(2741790108908374209, 40, 1, 4096, 2, 2, 6, 6, 1800091800, 1800097200, 19, 0, 'type2', 'nitro', 'x86_64'),
	(2741790108908374209, 41, 2, 4096, 3, 3, 6, 6, 1800091800, 1800097200, 19, 1, 'type3', 'nitro', 'x86_64'),
	(2741790108908374209, 42, 1, 4096, 2, 2, 6, 6, 1800097200, 1800102600, 20, 0, 'type1', 'nitro', 'x86_64'),
	(2741790108908374209, 43, 1, 4096, 2, 2, 6, 6, 1800097200, 1800102600, 20, 0, 'type4', 'nitro', 'x86_64'),
	(2741790108908374209, 44, 1, 4096, 3, 3, 6, 6, 1800102600, 1800108000, 21, 0, 'type4', 'nitro', 'x86_64'),
	(2741790108908374209, 45, 2, 4096, 2, 2, 6, 6, 1800102600, 1800108000, 21, 0, 'type2', 'nitro', 'x86_64'),
	(2741790108908374209, 46, 2, 4096, 2, 2, 6, 6, 1800102600, 1800108000, 21, 1, 'type3', 'nitro', 'x86_64'),
	(2741790108908374209, 47, 1, 4096, 3, 3, 6, 6, 1800108000, 1800118800, 23, 0, 'type4', '', 'x86_64'),
	(2741790108908374209, 48, 1, 4096, 3, 3, 6, 6, 1800108000, 1800118800, 23, 0, 'type2', 'nitro', 'x86_64'),
	(2741790108908374209, 49, 2, 4096, 2, 2, 6, 6, 1800108000, 1800118800, 23, 1, 'type3', '', 'x86_64'),
	(2741790108908374209, 50, 1, 4096, 2, 2, 6, 6, 1800108000, 1800118800, 23, 0, 'type1', 'nitro', 'x86_64'),
	(2741790108908374209, 51, 1, 4096, 2, 2, 6, 6, 1800118800, 1800124200, 24, 1, 'type4', 'nitro', 'x86_64'),
	(2741790108908374209, 52, 1, 4096, 3, 3, 6, 6, 1800118800, 1800124200, 24, 0, 'type2', '', 'x86_64'),
	(2741790108908374209, 53, 1, 4096, 2, 2, 6, 6, 1800118800, 1800124200, 24, 1, 'type3', '', 'x86_64'),
	(2741790108908374209, 54, 2, 4096, 3, 3, 6, 6, 1800124200, 253402300799, 24, 0, 'type4', '', 'x86_64'),
	(2741790108908374209, 55, 1, 4096, 3, 3, 6, 6, 1800124200, 253402300799, 24, 0, 'type1', 'nitro', 'x86_64');


--
-- Data for Name: network_interface; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.network_interface VALUES
	(2741790108908374209, 1, 15, 21, 31, 17, 1800010800, 3, 0, 'eni-4'),
	(2741790108908374209, 2, 15, 40, 31, 17, 1800010800, 7, 1, 'eni-4'),
	(2741790108908374209, 3, 15, 40, 44, 45, 1800043200, 9, 0, 'eni-3'),
	(2741790108908374209, 4, 15, 21, 44, 17, 1800043200, 12, 0, 'eni-3'),
	(2741790108908374209, 5, 15, 40, 31, 17, 1800010800, 13, 1, 'eni-4'),
	(2741790108908374209, 6, 15, 21, 31, 45, 1800043200, 22, 1, 'eni-3');


--
-- Data for Name: network_interface_state; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.network_interface_state VALUES
	(2741790108908374209, 1, 1, 32, 17, 33, 34, 0, 0, 1800010800, 1800032400, 7, '\x0a00000f0a00003e', '\x0a0005101c', '\x', '\x20010db80000000800000000000000005020010db800000000000000000000000050', '\xcb007107'),
	(2741790108908374209, 2, 2, 32, 41, 33, 34, 2, 0, 1800032400, 1800054000, 11, '\x0a0000f7c0a80125', '\x0a0009101c0a0002101c', '\x', '\x20010db800000004000000000000000050', NULL),
	(2741790108908374209, 3, 3, 32, 17, 33, NULL, NULL, NULL, 1800043200, 1800059400, 12, '\xc0a801e5c0a80174', '\x0a0009101c', '\x', '\x', '\xcb007109'),
	(2741790108908374209, 4, 4, 32, 41, 16, 34, 2, 0, 1800059400, 1800113400, 22, '\x0a00001f0a0000a90a000009c0a8021a', '\x0a0002101c', '\x', '\x', '\xcb007100'),
	(2741790108908374209, 5, 5, 32, 41, 16, NULL, NULL, NULL, 1800064800, 1800075600, 15, '\xc0a80143', '\x', '\x', '\x', NULL),
	(2741790108908374209, 6, 5, 51, 17, 33, NULL, NULL, NULL, 1800075600, 1800081000, 16, '\xc0a80137', '\x0a0007101c0a0005101c', '\x', '\x', '\xcb007108'),
	(2741790108908374209, 7, 6, 51, 17, 16, 34, 2, 1, 1800113400, 1800118800, 23, '\xc0a8018f', '\x0a0005101c', '\x', '\x20010db80000000700000000000000005020010db800000003000000000000000050', '\xcb007104');


--
-- Data for Name: node; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.node VALUES
	(2741790108908374209, 1, 1, 1799996279, NULL, 2, 3, 4, 1, '\x00020000000000019e3779b97f4a7c15', '', 'auto-mode'),
	(2741790108908374209, 2, 27, 1800003252, 19, 2, 3, 4, 2, '\x0002000000000003daa66d2c7ddf743f', '', 'hybrid'),
	(2741790108908374209, 3, 28, 1800003318, NULL, 2, NULL, 17, 2, '\x000200000000000478dde6e5fd29f054', '', 'auto-mode'),
	(2741790108908374209, 4, 29, 1800002929, 19, 2, 3, 4, 2, '\x00020000000000023c6ef372fe94f82a', '', 'ec2'),
	(2741790108908374209, 5, 28, 1800040997, NULL, 2, 3, 43, 9, '\x000200000000000478dde6e5fd29f054', 'aws:///ap-northeast-2a/i-4', 'hybrid'),
	(2741790108908374209, 6, 49, 1800057665, NULL, 2, 3, 43, 12, '\x00020000000000051715609f7c746c69', 'aws:///ap-northeast-2a/i-5', 'hybrid'),
	(2741790108908374209, 7, 29, 1800068123, 19, 2, 3, 43, 14, '\x00020000000000023c6ef372fe94f82a', '', 'fargate'),
	(2741790108908374209, 8, 1, 1800071908, 19, 2, 3, 4, 15, '\x00020000000000019e3779b97f4a7c15', 'aws:///ap-northeast-2a/i-1', 'hybrid'),
	(2741790108908374209, 9, 55, 1800080471, 19, 2, 3, 43, 16, '\x0002000000000006b54cda58fbbee87e', '', 'auto-mode'),
	(2741790108908374209, 10, 49, 1800090559, NULL, NULL, NULL, 43, 18, '\x00020000000000051715609f7c746c69', '', 'ec2'),
	(2741790108908374209, 11, 29, 1800088233, NULL, NULL, NULL, 43, 18, '\x00020000000000023c6ef372fe94f82a', '', 'fargate'),
	(2741790108908374209, 12, 28, 1800105052, 19, NULL, 3, 17, 21, '\x000200000000000478dde6e5fd29f054', 'aws:///ap-northeast-2a/i-4', 'hybrid');


--
-- Data for Name: node_state; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.node_state VALUES
	(2741790108908374209, 1, 1, 5, 1930, 3388768256, 18242267924, 0, 2097152, NULL, 9, 11, 6, 1800000000, 1800005400, 2, 1, 1, 0, '\x20010db8000000000000000000000306', '\x0a000104'),
	(2741790108908374209, 2, 1, 25, NULL, 3388768256, NULL, 0, NULL, 17, NULL, 11, 26, 1800005400, 1800037800, 8, 0, 0, 1, '\x20010db8000000000000000000000244', '\x20010db80000000000000000000001a3'),
	(2741790108908374209, 3, 2, 5, 1930, 3388768256, 18242267924, 0, 2097152, 6, 9, 11, 17, 1800005400, 1800032400, 7, 0, 1, 0, '\x0a00007a', '\x0a0000da'),
	(2741790108908374209, 4, 3, 5, 1930, NULL, NULL, NULL, NULL, 17, NULL, 11, 26, 1800005400, 1800037800, 8, 1, 1, 0, '\xc0a8013f', '\xc0a801d7'),
	(2741790108908374209, 5, 4, 25, 1930, NULL, 18242267924, 0, 2097152, NULL, 9, 11, 26, 1800005400, 1800027000, 6, 1, 1, 0, '\x20010db80000000000000000000000fd', '\xc0a80168'),
	(2741790108908374209, 6, 4, 5, NULL, 3388768256, 18242267924, 0, 2097152, 15, 9, 11, 26, 1800027000, 1800064800, 13, 1, 1, 0, '\xc0a8010b', '\x0a000123'),
	(2741790108908374209, 7, 1, 5, 1930, 3388768256, 18242267924, NULL, NULL, 6, 9, 11, 17, 1800037800, 1800043200, 9, 1, 1, 0, '\x0a000057', NULL),
	(2741790108908374209, 8, 1, 25, NULL, 3388768256, 18242267924, NULL, 2097152, 12, 9, NULL, 17, 1800043200, 1800059400, 12, 1, 1, 0, '\x0a000020', NULL),
	(2741790108908374209, 9, 5, 5, 1930, 3388768256, NULL, NULL, 2097152, 7, 9, 11, 17, 1800043200, 1800091800, 18, 1, 1, 0, NULL, '\xc0a80226'),
	(2741790108908374209, 10, 6, 25, NULL, 3388768256, 18242267924, 0, 2097152, NULL, 9, NULL, 6, 1800059400, 1800075600, 15, 1, 1, 0, NULL, '\x0a000052'),
	(2741790108908374209, 11, 7, 5, 1930, NULL, 18242267924, 0, NULL, 5, 9, NULL, 26, 1800070200, 1800075600, 15, 1, 0, 1, '\xc0a801d0', '\xc0a8021f'),
	(2741790108908374209, 12, 8, 5, NULL, 3388768256, 18242267924, 0, 2097152, 7, 9, NULL, 26, 1800075600, 253402300799, 15, 0, 0, 1, '\xc0a801d0', NULL),
	(2741790108908374209, 13, 9, 25, 1930, 3388768256, 18242267924, 0, 2097152, 15, NULL, 11, 6, 1800081000, 1800108000, 21, 0, 0, 0, NULL, '\xc0a801ba'),
	(2741790108908374209, 14, 10, 25, 1930, 3388768256, 18242267924, 0, 2097152, 8, 9, NULL, 17, 1800091800, 1800124200, 24, 0, 0, 0, NULL, '\xc0a801f6'),
	(2741790108908374209, 15, 11, 25, NULL, 3388768256, 18242267924, 0, NULL, 14, 9, NULL, 26, 1800091800, 253402300799, 18, 1, 1, 1, '\x0a0000fa', '\x0a0000b1'),
	(2741790108908374209, 16, 9, 5, NULL, 3388768256, 18242267924, NULL, 2097152, 16, NULL, NULL, 17, 1800108000, 253402300799, 21, 1, 0, 0, NULL, NULL),
	(2741790108908374209, 17, 12, 25, 1930, 3388768256, NULL, NULL, NULL, 7, NULL, NULL, 6, 1800108000, 253402300799, 21, 1, 1, 0, NULL, '\x0a000074');


--
-- Data for Name: owner_rollup; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.owner_rollup VALUES
	(2741790108908374209, 1, 21, 34, 17, NULL, NULL, 1800010800, 1800032400, 7, 3600, 'other'),
	(2741790108908374209, 2, 21, 34, 1, NULL, NULL, 1800010800, 1800032400, 7, 3600, 'node'),
	(2741790108908374209, 3, 21, 34, 17, NULL, NULL, 1799971200, 1799971200, 7, 86400, 'other'),
	(2741790108908374209, 4, 21, 34, 1, NULL, NULL, 1799971200, 1799971200, 7, 86400, 'node'),
	(2741790108908374209, 5, 40, 34, 33, NULL, NULL, 1800032400, 1800057600, 12, 3600, 'other'),
	(2741790108908374209, 6, 40, 34, 1, NULL, NULL, 1800032400, 1800057600, 12, 3600, 'node'),
	(2741790108908374209, 7, 40, 34, 33, NULL, NULL, 1799971200, 1800057600, 12, 86400, 'other'),
	(2741790108908374209, 8, 40, 34, 1, NULL, NULL, 1799971200, 1800057600, 12, 86400, 'node'),
	(2741790108908374209, 9, 40, 48, 18, NULL, NULL, 1800043200, 1800057600, 12, 3600, 'other'),
	(2741790108908374209, 10, 40, 48, 18, NULL, NULL, 1799971200, 1800057600, 12, 86400, 'other'),
	(2741790108908374209, 11, 21, 34, 1, NULL, NULL, 1800057600, 1800075600, 15, 3600, 'node'),
	(2741790108908374209, 12, 21, 34, 19, NULL, NULL, 1800057600, 1800075600, 15, 3600, 'other'),
	(2741790108908374209, 13, 21, 34, 1, NULL, NULL, 1800057600, 1800057600, 15, 86400, 'node'),
	(2741790108908374209, 14, 21, 34, 19, NULL, NULL, 1800057600, 1800057600, 15, 86400, 'other'),
	(2741790108908374209, 15, 40, 41, 1, NULL, NULL, 1800064800, 1800075600, 15, 3600, 'other'),
	(2741790108908374209, 16, 40, 41, 1, NULL, NULL, 1800057600, 1800057600, 15, 86400, 'other'),
	(2741790108908374209, 17, 21, 53, 1, NULL, NULL, 1800075600, 1800111600, 22, 3600, 'node'),
	(2741790108908374209, 18, 40, 54, 33, NULL, NULL, 1800075600, 1800079200, 16, 3600, 'other'),
	(2741790108908374209, 19, 21, 53, 19, NULL, NULL, 1800075600, 1800111600, 22, 3600, 'warm'),
	(2741790108908374209, 20, 21, 53, 17, NULL, NULL, 1800057600, 1800057600, 24, 86400, 'node'),
	(2741790108908374209, 21, 40, 54, 33, NULL, NULL, 1800057600, 1800057600, 16, 86400, 'other'),
	(2741790108908374209, 22, 21, 53, 19, NULL, NULL, 1800057600, 1800057600, 22, 86400, 'warm'),
	(2741790108908374209, 23, 21, 53, 17, NULL, NULL, 1800111600, 1800122400, 24, 3600, 'node');


--
-- Data for Name: pod; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.pod VALUES
	(2741790108908374209, 1, 1, NULL, 1800010800, 3, '\x000100000000000bcc623af8783354e7', 'ü11'),
	(2741790108908374209, 2, 2, 1800005394, 1800010800, 3, '\x0001000000000006b54cda58fbbee87e', ''),
	(2741790108908374209, 3, 3, NULL, 1800010800, 3, '\x00010000000000019e3779b97f4a7c15', 'plain'),
	(2741790108908374209, 4, 4, 1800010793, 1800010800, 3, '\x0001000000000007538454127b09649300', 'plain'),
	(2741790108908374209, 5, 5, 1800005395, 1800010800, 3, '\x00010000000000051715609f7c746c69', 'ü5'),
	(2741790108908374209, 6, 6, NULL, 1800032400, 7, '\x000100000000000a2e2ac13ef8e8d8d2', 'plain'),
	(2741790108908374209, 7, 6, NULL, 1800032400, 12, '\x000100000000000a2e2ac13ef8e8d8d2', 'plain'),
	(2741790108908374209, 8, 7, 1800053997, 1800059400, 12, '\x0001000000000003daa66d2c7ddf743f', 'ü3'),
	(2741790108908374209, 9, 8, 1800075598, 1800075600, 15, '\x00010000000000023c6ef372fe94f82a', '2'),
	(2741790108908374209, 10, 9, NULL, 1800075600, 15, '\x000100000000000478dde6e5fd29f054', 'ü4'),
	(2741790108908374209, 11, 2, 1800005394, 1800010800, 16, '\x0001000000000006b54cda58fbbee87e', ''),
	(2741790108908374209, 12, 10, 1800080997, 1800081000, 16, '\x000100000000000c6a99b4b1f77dd0fc', '12'),
	(2741790108908374209, 13, 5, 1800005395, 1800010800, 21, '\x00010000000000051715609f7c746c69', 'ü5'),
	(2741790108908374209, 14, 3, NULL, 1800010800, 22, '\x00010000000000019e3779b97f4a7c15', 'plain');


--
-- Data for Name: pod_pending; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.pod_pending VALUES
	(2741790108908374209, 1, 8, 17, 13, 1800055530, NULL, 1800059366, 1800055530, 1800059400, 12, 0, '\x000100000000001c4e115049ec25924c00', 'web-1', 'PodSlots', NULL),
	(2741790108908374209, 2, 8, 17, 10, 1800063404, NULL, 1800063404, 1800063404, 1800064800, 13, 0, '\x00010000000000098ff34785799e5cbd', 'web-1', 'Other', NULL),
	(2741790108908374209, 3, 8, 17, 13, 1800062817, NULL, 1800062817, 1800062817, 1800064800, 13, 0, '\x000100000000000f454021de755d453b', 'web-2', 'PodSlots', NULL),
	(2741790108908374209, 4, 8, 17, 10, 1800085011, NULL, 1800085671, 1800085011, 1800086400, 17, 0, '\x000100000000001bafd9d6906cdb1637', 'web-2', 'Other', NULL),
	(2741790108908374209, 5, 8, 17, 10, 1800090509, NULL, 1800091471, 1800090509, 1800091800, 18, 1, '\x000100000000000f454021de755d453b', 'web-3', 'IPAddresses', NULL);


--
-- Data for Name: pod_state; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.pod_state VALUES
	(2741790108908374209, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, 1800010800, 1800027000, 6, 1, 0, NULL, NULL),
	(2741790108908374209, 2, 2, NULL, NULL, NULL, NULL, NULL, NULL, 1800010800, 1800043200, 9, 1, 0, NULL, NULL),
	(2741790108908374209, 3, 3, NULL, NULL, NULL, NULL, NULL, NULL, 1800010800, 1800027000, 6, 1, 0, NULL, NULL),
	(2741790108908374209, 4, 4, NULL, NULL, NULL, NULL, NULL, NULL, 1800010800, 1800027000, 6, 1, 0, NULL, NULL),
	(2741790108908374209, 5, 5, NULL, NULL, NULL, NULL, NULL, NULL, 1800010800, 1800027000, 6, 1, 0, NULL, NULL),
	(2741790108908374209, 6, 1, 1, 1800026224, 1800026967, NULL, NULL, NULL, 1800027000, 1800043200, 9, 2, 0, '\x20010db800000000000000000000039d', NULL),
	(2741790108908374209, 7, 4, 27, 1800023078, 1800025265, NULL, NULL, NULL, 1800027000, 1800043200, 9, 1, 0, '\x0a000049', NULL),
	(2741790108908374209, 8, 6, NULL, NULL, NULL, NULL, NULL, NULL, 1800032400, 1800043200, 9, 1, 0, NULL, NULL),
	(2741790108908374209, 9, 2, NULL, 1800035905, 1800034265, NULL, 46, 47, 1800043200, 1800059400, 12, 2, 0, NULL, NULL),
	(2741790108908374209, 10, 1, 1, 1800042440, NULL, NULL, NULL, NULL, 1800043200, 1800064800, 13, 1, 0, '\xc0a80207', '\x0a0000e5'),
	(2741790108908374209, 11, 4, 27, NULL, 1800042462, NULL, NULL, NULL, 1800043200, 1800059400, 12, 2, 1, '\x0a000031', NULL),
	(2741790108908374209, 12, 2, 29, 1800052840, 1800051249, NULL, NULL, NULL, 1800059400, 1800064800, 13, 4, 0, '\x20010db80000000000000000000000d6', NULL),
	(2741790108908374209, 13, 4, 27, 1800051639, 1800050872, NULL, NULL, NULL, 1800059400, 1800075600, 15, 0, 0, '\x0a000046', NULL),
	(2741790108908374209, 14, 7, NULL, NULL, NULL, NULL, NULL, NULL, 1800059400, 1800070200, 14, 1, 0, NULL, NULL),
	(2741790108908374209, 15, 8, NULL, NULL, NULL, NULL, NULL, NULL, 1800059400, 1800091800, 18, 1, 0, NULL, NULL),
	(2741790108908374209, 16, 1, NULL, 1800061167, 1800061105, 1800063215, 50, 13, 1800064800, 1800091800, 18, 4, 0, NULL, NULL),
	(2741790108908374209, 17, 7, NULL, NULL, NULL, 1800069498, 46, 13, 1800070200, 1800075600, 15, 1, 0, '\x0a0000d6', NULL),
	(2741790108908374209, 18, 4, 29, NULL, 1800073085, NULL, NULL, NULL, 1800075600, 1800091800, 18, 3, 0, '\x20010db8000000000000000000000256', NULL),
	(2741790108908374209, 19, 7, 1, 1800075478, 1800072981, NULL, NULL, NULL, 1800075600, 1800081000, 16, 3, 1, '\xc0a80184', NULL),
	(2741790108908374209, 20, 9, NULL, NULL, NULL, NULL, NULL, NULL, 1800075600, 1800091800, 18, 1, 0, NULL, NULL),
	(2741790108908374209, 21, 10, NULL, NULL, NULL, NULL, NULL, NULL, 1800075600, 1800081000, 16, 1, 0, NULL, NULL),
	(2741790108908374209, 22, 7, 28, 1800078229, NULL, NULL, NULL, NULL, 1800081000, 1800108000, 21, 1, 0, '\xc0a80214', '\x0a00004d'),
	(2741790108908374209, 23, 11, 29, 1800052840, 1800051249, NULL, NULL, NULL, 1800081000, 1800108000, 21, 4, 0, '\x20010db80000000000000000000000d6', NULL),
	(2741790108908374209, 24, 12, NULL, NULL, NULL, NULL, NULL, NULL, 1800081000, 1800108000, 21, 1, 0, NULL, NULL),
	(2741790108908374209, 25, 1, 27, 1800090214, 1800089537, NULL, NULL, NULL, 1800091800, 1800108000, 21, 0, 0, '\x0a00006a', NULL),
	(2741790108908374209, 26, 9, NULL, NULL, NULL, 1800090388, 50, 17, 1800091800, 1800118800, 23, 0, 1, '\x0a00001a', NULL),
	(2741790108908374209, 27, 7, 29, 1800106684, 1800107218, NULL, NULL, NULL, 1800108000, 1800118800, 23, 4, 0, '\x20010db80000000000000000000003bd', NULL),
	(2741790108908374209, 28, 11, 28, 1800105426, 1800106471, NULL, NULL, NULL, 1800108000, 1800118800, 23, 4, 0, '\x20010db8000000000000000000000372', NULL),
	(2741790108908374209, 29, 12, 27, NULL, NULL, NULL, NULL, NULL, 1800108000, 253402300799, 21, 1, 0, NULL, NULL),
	(2741790108908374209, 30, 1, 1, 1800105749, 1800105234, NULL, NULL, NULL, 1800108000, 253402300799, 21, 4, 0, NULL, NULL),
	(2741790108908374209, 31, 13, NULL, NULL, NULL, NULL, NULL, NULL, 1800108000, 1800113400, 22, 1, 0, NULL, NULL),
	(2741790108908374209, 32, 13, NULL, 1800110247, 1800110911, NULL, NULL, NULL, 1800113400, 1800118800, 23, 3, 0, '\xc0a80112', NULL),
	(2741790108908374209, 33, 14, NULL, NULL, NULL, NULL, NULL, NULL, 1800113400, 253402300799, 22, 1, 0, NULL, NULL),
	(2741790108908374209, 34, 7, 29, 1800116198, 1800116314, NULL, NULL, NULL, 1800118800, 253402300799, 23, 4, 0, '\x0a000122', NULL),
	(2741790108908374209, 35, 13, 28, 1800117781, NULL, NULL, NULL, NULL, 1800118800, 253402300799, 23, 2, 0, '\xc0a80196', NULL);


--
-- Data for Name: pod_template; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.pod_template VALUES
	(2741790108908374209, 1, 35, 36, 37, 250, 8589934592, 3, 0, 0),
	(2741790108908374209, 2, 35, 38, 39, 250, 8589934592, 3, 0, 0),
	(2741790108908374209, 3, 35, 17, 37, 500, 0, 3, 1, 0),
	(2741790108908374209, 4, 35, 17, 17, 0, 4294967296, 3, 1, 0),
	(2741790108908374209, 5, 35, 36, 17, 0, 8589934592, 3, 1, 0),
	(2741790108908374209, 6, 8, 17, 39, 500, 8589934592, 7, 0, 0),
	(2741790108908374209, 7, 35, 36, 37, 500, 0, 12, 1, 0),
	(2741790108908374209, 8, 8, 52, 39, 250, 0, 15, 1, 0),
	(2741790108908374209, 9, 8, 36, 39, 500, 8589934592, 15, 0, 0),
	(2741790108908374209, 10, 35, 52, 39, 500, 8589934592, 16, 0, 0);


--
-- Data for Name: pruned_span; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: slot_rollup; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.slot_rollup VALUES
	(2741790108908374209, 1, 1, 1, 0, 0, 0, 0, NULL, NULL, NULL, NULL, 1800000000, 1800010800, 3, 3600, 4),
	(2741790108908374209, 2, 17, 1, 0, 0, 0, 0, NULL, NULL, NULL, NULL, 1800000000, 1800010800, 3, 3600, 3),
	(2741790108908374209, 3, 17, 1, 0, 0, 0, 0, 0, NULL, NULL, NULL, 1800000000, 1800010800, 3, 3600, 0),
	(2741790108908374209, 4, 2, 1, 0, 0, 0, 0, NULL, NULL, NULL, NULL, 1800000000, 1800010800, 3, 3600, 1),
	(2741790108908374209, 5, 3, 1, 0, 0, 0, 0, NULL, NULL, NULL, NULL, 1800000000, 1800010800, 3, 3600, 2),
	(2741790108908374209, 6, 1, 1, 12, 1, 11, 0, NULL, NULL, NULL, NULL, 1799971200, 1800057600, 12, 86400, 4),
	(2741790108908374209, 7, 17, 1, 12, 1, 11, 0, NULL, NULL, NULL, NULL, 1799971200, 1800057600, 12, 86400, 3),
	(2741790108908374209, 8, 17, 3, 34, 1, 33, 0, 0, NULL, NULL, NULL, 1799971200, 1800057600, 12, 86400, 0),
	(2741790108908374209, 9, 2, 3, 34, 1, 33, 0, NULL, NULL, NULL, NULL, 1799971200, 1800057600, 12, 86400, 1),
	(2741790108908374209, 10, 3, 3, 34, 1, 33, 0, NULL, NULL, NULL, NULL, 1799971200, 1800057600, 12, 86400, 2),
	(2741790108908374209, 11, 17, 4, 40, 0, 40, 0, 0, NULL, NULL, NULL, 1800010800, 1800025200, 6, 3600, 0),
	(2741790108908374209, 12, 2, 4, 40, 0, 40, 0, NULL, NULL, NULL, NULL, 1800010800, 1800025200, 6, 3600, 1),
	(2741790108908374209, 13, 3, 3, 23, 0, 23, 0, NULL, NULL, NULL, NULL, 1800010800, 1800025200, 6, 3600, 2),
	(2741790108908374209, 14, 17, 2, 34, 0, 34, 0, NULL, NULL, NULL, NULL, 1800010800, 1800043200, 9, 3600, 3),
	(2741790108908374209, 15, 1, 1, 17, 0, 17, 0, NULL, NULL, NULL, NULL, 1800010800, 1800043200, 9, 3600, 4),
	(2741790108908374209, 16, 17, 1, 17, 0, 17, 0, NULL, NULL, NULL, NULL, 1800010800, 1800043200, 9, 3600, 2),
	(2741790108908374209, 17, 28, 1, 17, 0, 17, 0, NULL, NULL, NULL, NULL, 1800010800, 1800043200, 9, 3600, 4),
	(2741790108908374209, 18, 29, 1, 0, 0, 0, 0, NULL, NULL, NULL, NULL, 1800010800, 1800025200, 6, 3600, 4),
	(2741790108908374209, 19, 19, 2, 6, 0, 6, 0, NULL, NULL, NULL, NULL, 1800010800, 1800025200, 6, 3600, 3),
	(2741790108908374209, 20, 27, 1, 6, 0, 6, 0, NULL, NULL, NULL, NULL, 1800010800, 1800025200, 6, 3600, 4),
	(2741790108908374209, 21, 17, 1, 17, 0, 17, 0, NULL, NULL, NULL, NULL, 1799971200, 1799971200, 9, 86400, 2),
	(2741790108908374209, 22, 28, 1, 7, 0, 7, 0, NULL, NULL, NULL, NULL, 1799971200, 1800057600, 16, 86400, 4),
	(2741790108908374209, 23, 29, 1, 15, 0, 15, 0, NULL, NULL, NULL, NULL, 1799971200, 1800057600, 12, 86400, 4),
	(2741790108908374209, 24, 19, 2, 22, 0, 22, 0, NULL, NULL, 1, 21, 1799971200, 1800057600, 12, 86400, 3),
	(2741790108908374209, 25, 27, 1, 6, 1, 5, 0, NULL, NULL, NULL, NULL, 1799971200, 1799971200, 7, 86400, 4),
	(2741790108908374209, 26, 17, 4, 55, 1, 54, 0, 0, NULL, NULL, NULL, 1800025200, 1800032400, 7, 3600, 0),
	(2741790108908374209, 27, 2, 4, 55, 1, 54, 0, NULL, NULL, NULL, NULL, 1800025200, 1800032400, 7, 3600, 1),
	(2741790108908374209, 28, 3, 3, 38, 1, 37, 0, NULL, NULL, NULL, NULL, 1800025200, 1800032400, 7, 3600, 2),
	(2741790108908374209, 29, 19, 2, 21, 1, 20, 0, NULL, NULL, NULL, NULL, 1800025200, 1800032400, 7, 3600, 3),
	(2741790108908374209, 30, 29, 1, 15, 0, 15, 0, NULL, NULL, NULL, NULL, 1800025200, 1800057600, 12, 3600, 4),
	(2741790108908374209, 31, 27, 1, 6, 1, 5, 0, NULL, NULL, NULL, NULL, 1800025200, 1800032400, 7, 3600, 4),
	(2741790108908374209, 32, 17, 3, 49, 0, 49, 0, 0, NULL, NULL, NULL, 1800032400, 1800043200, 9, 3600, 0),
	(2741790108908374209, 33, 2, 3, 49, 0, 49, 0, NULL, NULL, NULL, NULL, 1800032400, 1800043200, 9, 3600, 1),
	(2741790108908374209, 34, 3, 2, 32, 0, 32, 0, NULL, NULL, NULL, NULL, 1800032400, 1800043200, 9, 3600, 2),
	(2741790108908374209, 35, 19, 1, 15, 0, 15, 0, NULL, NULL, NULL, NULL, 1800032400, 1800046800, 10, 3600, 3),
	(2741790108908374209, 36, 17, 3, 34, 1, 33, 0, 0, NULL, NULL, NULL, 1800043200, 1800057600, 12, 3600, 0),
	(2741790108908374209, 37, 2, 3, 34, 1, 33, 0, NULL, NULL, NULL, NULL, 1800043200, 1800057600, 12, 3600, 1),
	(2741790108908374209, 38, 3, 3, 34, 1, 33, 0, NULL, NULL, NULL, NULL, 1800043200, 1800057600, 12, 3600, 2),
	(2741790108908374209, 39, 17, 2, 19, 1, 18, 0, NULL, NULL, NULL, NULL, 1800043200, 1800046800, 10, 3600, 3),
	(2741790108908374209, 40, 1, 1, 12, 1, 11, 0, NULL, NULL, NULL, NULL, 1800043200, 1800057600, 12, 3600, 4),
	(2741790108908374209, 41, 28, 1, 7, 0, 7, 0, NULL, NULL, NULL, NULL, 1800043200, 1800079200, 16, 3600, 4),
	(2741790108908374209, 42, 19, 2, 22, 0, 22, 0, NULL, NULL, NULL, NULL, 1800046800, 1800057600, 12, 3600, 3),
	(2741790108908374209, 43, 17, 1, 12, 1, 11, 0, NULL, NULL, NULL, NULL, 1800046800, 1800057600, 12, 3600, 3),
	(2741790108908374209, 44, 17, 3, 22, 1, 21, 0, 0, NULL, NULL, NULL, 1800057600, 1800064800, 13, 3600, 0),
	(2741790108908374209, 45, 2, 3, 22, 1, 21, 0, NULL, NULL, NULL, NULL, 1800057600, 1800064800, 13, 3600, 1),
	(2741790108908374209, 46, 3, 3, 22, 1, 21, 0, NULL, NULL, NULL, NULL, 1800057600, 1800064800, 13, 3600, 2),
	(2741790108908374209, 47, 19, 1, 15, 1, 14, 0, NULL, NULL, NULL, NULL, 1800057600, 1800064800, 13, 3600, 3),
	(2741790108908374209, 48, 17, 2, 7, 0, 7, 0, NULL, NULL, NULL, NULL, 1800057600, 1800064800, 13, 3600, 3),
	(2741790108908374209, 49, 29, 1, 15, 1, 14, 0, NULL, NULL, NULL, NULL, 1800057600, 1800064800, 13, 3600, 4),
	(2741790108908374209, 50, 49, 1, 0, 0, 0, 0, NULL, NULL, NULL, NULL, 1800057600, 1800075600, 15, 3600, 4),
	(2741790108908374209, 51, 17, 4, 44, 2, 42, 0, 0, NULL, 3, 52, 1800057600, 253402300799, 24, 86400, 0),
	(2741790108908374209, 52, 2, 2, 23, 1, 22, 0, NULL, NULL, 1, 22, 1800057600, 253402300799, 21, 86400, 1),
	(2741790108908374209, 53, 3, 3, 30, 1, 29, 0, NULL, NULL, 2, 30, 1800057600, 253402300799, 24, 86400, 2),
	(2741790108908374209, 54, 17, 1, 0, 0, 0, 0, NULL, NULL, NULL, NULL, 1800057600, 1800057600, 15, 86400, 3),
	(2741790108908374209, 55, 19, 3, 30, 1, 29, 0, NULL, NULL, 2, 30, 1800057600, 253402300799, 24, 86400, 3),
	(2741790108908374209, 56, 29, 1, 15, 1, 14, 0, NULL, NULL, NULL, NULL, 1800057600, 1800057600, 13, 86400, 4),
	(2741790108908374209, 57, 49, 1, 0, 0, 0, 0, NULL, NULL, NULL, NULL, 1800057600, 1800057600, 15, 86400, 4),
	(2741790108908374209, 58, 17, 2, 7, 0, 7, 0, 0, NULL, NULL, NULL, 1800064800, 1800068400, 14, 3600, 0),
	(2741790108908374209, 59, 2, 2, 7, 0, 7, 0, NULL, NULL, NULL, NULL, 1800064800, 1800068400, 14, 3600, 1),
	(2741790108908374209, 60, 3, 2, 7, 0, 7, 0, NULL, NULL, NULL, NULL, 1800064800, 1800068400, 14, 3600, 2),
	(2741790108908374209, 61, 19, 1, 7, 0, 7, 0, NULL, NULL, NULL, NULL, 1800064800, 1800068400, 14, 3600, 3),
	(2741790108908374209, 62, 17, 1, 0, 0, 0, 0, NULL, NULL, NULL, NULL, 1800064800, 1800075600, 15, 3600, 3),
	(2741790108908374209, 63, 17, 3, 12, 0, 12, 0, 0, NULL, NULL, NULL, 1800068400, 1800075600, 15, 3600, 0),
	(2741790108908374209, 64, 2, 3, 12, 0, 12, 0, NULL, NULL, NULL, NULL, 1800068400, 1800075600, 15, 3600, 1),
	(2741790108908374209, 65, 3, 3, 12, 0, 12, 0, NULL, NULL, NULL, NULL, 1800068400, 1800075600, 15, 3600, 2),
	(2741790108908374209, 66, 19, 1, 5, 0, 5, 0, NULL, NULL, NULL, NULL, 1800068400, 1800075600, 15, 3600, 3),
	(2741790108908374209, 67, 22, 1, 7, 0, 7, 0, NULL, NULL, NULL, NULL, 1800068400, 1800079200, 16, 3600, 3),
	(2741790108908374209, 68, 29, 1, 5, 0, 5, 0, NULL, NULL, NULL, NULL, 1800068400, 1800075600, 15, 3600, 4),
	(2741790108908374209, 69, 22, 1, 7, 0, 7, 0, NULL, NULL, NULL, NULL, 1800057600, 1800057600, 16, 86400, 3),
	(2741790108908374209, 70, 29, 1, 5, 0, 5, 0, NULL, NULL, 1, 15, 1800057600, 1800057600, 15, 86400, 4),
	(2741790108908374209, 71, 17, 2, 14, 0, 14, 0, 0, NULL, NULL, NULL, 1800075600, 1800079200, 16, 3600, 0),
	(2741790108908374209, 72, 2, 2, 14, 0, 14, 0, NULL, NULL, NULL, NULL, 1800075600, 1800079200, 16, 3600, 1),
	(2741790108908374209, 73, 3, 2, 14, 0, 14, 0, NULL, NULL, NULL, NULL, 1800075600, 1800079200, 16, 3600, 2),
	(2741790108908374209, 74, 19, 1, 7, 0, 7, 0, NULL, NULL, NULL, NULL, 1800075600, 1800079200, 16, 3600, 3),
	(2741790108908374209, 75, 1, 1, 7, 0, 7, 0, NULL, NULL, NULL, NULL, 1800075600, 1800108000, 21, 3600, 4),
	(2741790108908374209, 76, 1, 1, 7, 1, 6, 0, NULL, NULL, NULL, NULL, 1800057600, 253402300799, 21, 86400, 4),
	(2741790108908374209, 77, 17, 3, 29, 1, 28, 0, 0, NULL, NULL, NULL, 1800079200, 1800090000, 18, 3600, 0),
	(2741790108908374209, 78, 2, 3, 29, 1, 28, 0, NULL, NULL, NULL, NULL, 1800079200, 1800090000, 18, 3600, 1),
	(2741790108908374209, 79, 3, 3, 29, 1, 28, 0, NULL, NULL, NULL, NULL, 1800079200, 1800090000, 18, 3600, 2),
	(2741790108908374209, 80, 19, 3, 29, 1, 28, 0, NULL, NULL, NULL, NULL, 1800079200, 1800086400, 17, 3600, 3),
	(2741790108908374209, 81, 28, 1, 7, 1, 6, 0, NULL, NULL, NULL, NULL, 1800079200, 1800090000, 18, 3600, 4),
	(2741790108908374209, 82, 55, 1, 15, 0, 15, 0, NULL, NULL, NULL, NULL, 1800079200, 1800108000, 21, 3600, 4),
	(2741790108908374209, 83, 28, 1, 7, 1, 6, 0, NULL, NULL, NULL, NULL, 1800057600, 1800057600, 18, 86400, 4),
	(2741790108908374209, 84, 55, 1, 16, 0, 16, 0, NULL, NULL, NULL, NULL, 1800057600, 253402300799, 21, 86400, 4),
	(2741790108908374209, 85, 19, 2, 22, 0, 22, 0, NULL, NULL, NULL, NULL, 1800086400, 1800108000, 21, 3600, 3),
	(2741790108908374209, 86, 22, 1, 7, 1, 6, 0, NULL, NULL, NULL, NULL, 1800086400, 1800090000, 18, 3600, 3),
	(2741790108908374209, 87, 22, 1, 7, 1, 6, 0, NULL, NULL, NULL, NULL, 1800057600, 1800057600, 18, 86400, 3),
	(2741790108908374209, 88, 17, 4, 44, 1, 43, 0, 0, NULL, NULL, NULL, 1800090000, 1800108000, 21, 3600, 0),
	(2741790108908374209, 89, 2, 2, 22, 0, 22, 0, NULL, NULL, NULL, NULL, 1800090000, 1800108000, 21, 3600, 1),
	(2741790108908374209, 90, 3, 2, 22, 0, 22, 0, NULL, NULL, NULL, NULL, 1800090000, 1800108000, 21, 3600, 2),
	(2741790108908374209, 91, 49, 1, 8, 0, 8, 0, NULL, NULL, NULL, NULL, 1800090000, 1800122400, 24, 3600, 4),
	(2741790108908374209, 92, 17, 2, 22, 1, 21, 0, NULL, NULL, NULL, NULL, 1800090000, 1800122400, 24, 3600, 3),
	(2741790108908374209, 93, 17, 2, 22, 1, 21, 0, NULL, NULL, NULL, NULL, 1800090000, 1800108000, 21, 3600, 1),
	(2741790108908374209, 94, 17, 2, 22, 1, 21, 0, NULL, NULL, NULL, NULL, 1800090000, 1800122400, 24, 3600, 2),
	(2741790108908374209, 95, 29, 1, 14, 1, 13, 0, NULL, NULL, NULL, NULL, 1800090000, 253402300799, 18, 3600, 4),
	(2741790108908374209, 96, 49, 1, 8, 0, 8, 0, NULL, NULL, NULL, NULL, 1800057600, 1800057600, 24, 86400, 4),
	(2741790108908374209, 97, 17, 1, 14, 1, 13, 0, NULL, NULL, NULL, NULL, 1800057600, 253402300799, 24, 86400, 3),
	(2741790108908374209, 98, 17, 2, 21, 1, 20, 0, NULL, NULL, 2, 29, 1800057600, 253402300799, 24, 86400, 1),
	(2741790108908374209, 99, 17, 1, 14, 1, 13, 0, NULL, NULL, NULL, NULL, 1800057600, 253402300799, 24, 86400, 2),
	(2741790108908374209, 100, 29, 1, 14, 1, 13, 0, NULL, NULL, NULL, NULL, 1800057600, 253402300799, 18, 86400, 4),
	(2741790108908374209, 101, 17, 5, 52, 3, 49, 0, 0, NULL, NULL, NULL, 1800108000, 1800122400, 24, 3600, 0),
	(2741790108908374209, 102, 2, 2, 23, 1, 22, 0, NULL, NULL, NULL, NULL, 1800108000, 253402300799, 21, 3600, 1),
	(2741790108908374209, 103, 17, 3, 29, 2, 27, 0, NULL, NULL, NULL, NULL, 1800108000, 1800122400, 24, 3600, 1),
	(2741790108908374209, 104, 3, 3, 30, 2, 28, 0, NULL, NULL, NULL, NULL, 1800108000, 1800122400, 24, 3600, 2),
	(2741790108908374209, 105, 19, 3, 30, 2, 28, 0, NULL, NULL, NULL, NULL, 1800108000, 1800122400, 24, 3600, 3),
	(2741790108908374209, 106, 1, 1, 7, 1, 6, 0, NULL, NULL, NULL, NULL, 1800108000, 253402300799, 21, 3600, 4),
	(2741790108908374209, 107, 55, 1, 16, 0, 16, 0, NULL, NULL, NULL, NULL, 1800108000, 253402300799, 21, 3600, 4),
	(2741790108908374209, 108, 28, 1, 7, 1, 6, 0, NULL, NULL, NULL, NULL, 1800108000, 1800122400, 24, 3600, 4),
	(2741790108908374209, 109, 28, 1, 7, 0, 7, 0, NULL, NULL, 1, 7, 1800057600, 253402300799, 24, 86400, 4),
	(2741790108908374209, 110, 17, 4, 44, 2, 42, 0, 0, NULL, NULL, NULL, 1800122400, 253402300799, 24, 3600, 0),
	(2741790108908374209, 111, 17, 2, 21, 1, 20, 0, NULL, NULL, NULL, NULL, 1800122400, 253402300799, 24, 3600, 1),
	(2741790108908374209, 112, 17, 1, 14, 1, 13, 0, NULL, NULL, NULL, NULL, 1800122400, 253402300799, 24, 3600, 2),
	(2741790108908374209, 113, 3, 3, 30, 1, 29, 0, NULL, NULL, NULL, NULL, 1800122400, 253402300799, 24, 3600, 2),
	(2741790108908374209, 114, 17, 1, 14, 1, 13, 0, NULL, NULL, NULL, NULL, 1800122400, 253402300799, 24, 3600, 3),
	(2741790108908374209, 115, 19, 3, 30, 1, 29, 0, NULL, NULL, NULL, NULL, 1800122400, 253402300799, 24, 3600, 3),
	(2741790108908374209, 116, 28, 1, 7, 0, 7, 0, NULL, NULL, NULL, NULL, 1800122400, 253402300799, 24, 3600, 4);


--
-- Data for Name: subnet; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.subnet VALUES
	(2741790108908374209, 1, 15, 2, 16, 1, NULL, '\x', 'subnet-1', NULL),
	(2741790108908374209, 2, 15, 17, 18, 1, NULL, '\x', 'subnet-2', NULL),
	(2741790108908374209, 3, 15, 17, 18, 1, NULL, '\x', 'subnet-3', NULL),
	(2741790108908374209, 4, 15, 2, 16, 1, '\x0a00020018', '\x', 'subnet-4', NULL),
	(2741790108908374209, 5, 15, 17, 18, 2, '\x0a00020018', '\x', 'subnet-3', NULL),
	(2741790108908374209, 6, 15, 17, 16, 3, '\x0a00000018', '\x', 'subnet-3', NULL),
	(2741790108908374209, 7, 15, 2, 18, 3, '\x0a00010018', '\x20010db800000000000000000000000040', 'subnet-1', NULL),
	(2741790108908374209, 8, 15, 17, 16, 5, '\x0a00000018', '\x20010db800000000000000000000000040', 'subnet-1', NULL),
	(2741790108908374209, 9, 15, 17, 18, 5, '\x0a00030018', '\x20010db800000000000000000000000040', 'subnet-4', NULL),
	(2741790108908374209, 10, 15, 2, 16, 6, '\x0a00030018', '\x20010db800000000000000000000000040', 'subnet-2', NULL),
	(2741790108908374209, 11, 15, 2, 18, 6, NULL, '\x20010db800000000000000000000000040', 'subnet-3', NULL),
	(2741790108908374209, 12, 15, 2, 18, 7, '\x0a00010018', '\x20010db800000000000000000000000040', 'subnet-3', NULL),
	(2741790108908374209, 13, 15, 17, 16, 7, '\x0a00000018', '\x', 'subnet-4', NULL),
	(2741790108908374209, 14, 15, 2, 16, 8, '\x0a00000018', '\x20010db800000000000000000000000040', 'subnet-2', NULL),
	(2741790108908374209, 15, 15, 17, 16, 9, '\x0a00030018', '\x', 'subnet-2', NULL),
	(2741790108908374209, 16, 15, 2, 16, 9, '\x0a00010018', '\x20010db800000000000000000000000040', 'subnet-1', NULL),
	(2741790108908374209, 17, 15, 17, 16, 10, NULL, '\x20010db800000000000000000000000040', 'subnet-2', NULL),
	(2741790108908374209, 18, 15, 17, 18, 10, '\x0a00030018', '\x', 'subnet-4', NULL),
	(2741790108908374209, 19, 15, 17, 18, 11, '\x0a00020018', '\x20010db800000000000000000000000040', 'subnet-4', NULL),
	(2741790108908374209, 20, 15, 17, 16, 12, '\x0a00000018', '\x20010db800000000000000000000000040', 'subnet-1', NULL),
	(2741790108908374209, 21, 15, 17, 16, 12, '\x0a00020018', '\x', 'subnet-2', NULL),
	(2741790108908374209, 22, 15, 2, 18, 13, '\x0a00010018', '\x', 'subnet-1', NULL),
	(2741790108908374209, 23, 15, 2, 16, 13, '\x0a00030018', '\x20010db800000000000000000000000040', 'subnet-2', NULL),
	(2741790108908374209, 24, 15, 2, 18, 13, '\x0a00010018', '\x', 'subnet-4', NULL),
	(2741790108908374209, 25, 15, 2, 18, 14, NULL, '\x20010db800000000000000000000000040', 'subnet-1', NULL),
	(2741790108908374209, 26, 15, 2, 16, 14, NULL, '\x20010db800000000000000000000000040', 'subnet-2', NULL),
	(2741790108908374209, 27, 15, 17, 18, 14, '\x0a00010018', '\x20010db800000000000000000000000040', 'subnet-4', NULL),
	(2741790108908374209, 28, 15, 2, 16, 14, '\x0a00030018', '\x20010db800000000000000000000000040', 'subnet-3', NULL),
	(2741790108908374209, 29, 15, 2, 18, 15, '\x0a00010018', '\x20010db800000000000000000000000040', 'subnet-2', NULL),
	(2741790108908374209, 30, 15, 2, 16, 15, NULL, '\x20010db800000000000000000000000040', 'subnet-4', NULL),
	(2741790108908374209, 31, 15, 2, 16, 15, NULL, '\x20010db800000000000000000000000040', 'subnet-3', NULL),
	(2741790108908374209, 32, 15, 2, 16, 17, '\x0a00020018', '\x', 'subnet-1', NULL),
	(2741790108908374209, 33, 15, 17, 18, 17, '\x0a00010018', '\x20010db800000000000000000000000040', 'subnet-4', NULL),
	(2741790108908374209, 34, 15, 17, 16, 18, NULL, '\x', 'subnet-1', NULL),
	(2741790108908374209, 35, 15, 17, 18, 18, NULL, '\x20010db800000000000000000000000040', 'subnet-4', NULL),
	(2741790108908374209, 36, 15, 2, 18, 18, '\x0a00020018', '\x', 'subnet-3', NULL),
	(2741790108908374209, 37, 15, 17, 16, 20, NULL, '\x20010db800000000000000000000000040', 'subnet-1', NULL),
	(2741790108908374209, 38, 15, 2, 16, 20, '\x0a00020018', '\x', 'subnet-3', NULL),
	(2741790108908374209, 39, 15, 2, 18, 20, NULL, '\x', 'subnet-2', NULL),
	(2741790108908374209, 40, 15, 17, 16, 21, NULL, '\x', 'subnet-3', NULL),
	(2741790108908374209, 41, 15, 17, 16, 21, '\x0a00030018', '\x20010db800000000000000000000000040', 'subnet-2', NULL),
	(2741790108908374209, 42, 15, 17, 16, 23, '\x0a00000018', '\x20010db800000000000000000000000040', 'subnet-3', NULL),
	(2741790108908374209, 43, 15, 2, 18, 23, NULL, '\x20010db800000000000000000000000040', 'subnet-1', NULL),
	(2741790108908374209, 44, 15, 2, 16, 23, '\x0a00030018', '\x20010db800000000000000000000000040', 'subnet-4', NULL),
	(2741790108908374209, 45, 15, 17, 18, 24, '\x0a00000018', '\x', 'subnet-3', NULL),
	(2741790108908374209, 46, 15, 2, 18, 24, '\x0a00020018', '\x', 'subnet-1', NULL);


--
-- Data for Name: subnet_rollup; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.subnet_rollup VALUES
	(2741790108908374209, 1, 2, 251, 13, 0, 0, 0, 238, 0, NULL, NULL, 1800000000, 1800003600, 2, 3600, 2),
	(2741790108908374209, 2, 15, 251, 13, 0, 0, 0, 238, 0, NULL, NULL, 1800000000, 1800003600, 2, 3600, 1),
	(2741790108908374209, 3, 17, 251, 13, 0, 0, 0, 238, 0, NULL, NULL, 1800000000, 1800003600, 2, 3600, 0),
	(2741790108908374209, 4, 24, 251, 13, 0, 0, 0, 238, 0, NULL, NULL, 1800000000, 1800003600, 2, 3600, 3),
	(2741790108908374209, 5, 2, 251, 13, 0, 0, 0, 238, 0, NULL, NULL, 1799971200, 1799971200, 2, 86400, 2),
	(2741790108908374209, 6, 15, 251, 136, NULL, NULL, NULL, NULL, 8, 238, 251, 1799971200, 1800057600, 12, 86400, 1),
	(2741790108908374209, 7, 17, 251, 136, NULL, NULL, NULL, NULL, 8, 238, 251, 1799971200, 1800057600, 12, 86400, 0),
	(2741790108908374209, 8, 24, 251, 13, 0, 0, 0, 238, 0, NULL, NULL, 1799971200, 1799971200, 2, 86400, 3),
	(2741790108908374209, 9, 17, 251, 45, NULL, NULL, NULL, NULL, 2, NULL, NULL, 1800003600, 1800010800, 3, 3600, 0),
	(2741790108908374209, 10, 15, 251, 45, NULL, NULL, NULL, NULL, 2, NULL, NULL, 1800003600, 1800010800, 3, 3600, 1),
	(2741790108908374209, 11, 30, 251, 45, NULL, NULL, NULL, NULL, 2, NULL, NULL, 1800003600, 1800010800, 3, 3600, 3),
	(2741790108908374209, 12, 17, 251, 45, NULL, NULL, NULL, NULL, 2, NULL, NULL, 1800003600, 1800010800, 3, 3600, 2),
	(2741790108908374209, 13, 30, 251, 207, 0, 0, 0, 44, 12, 206, 251, 1799971200, 1799971200, 5, 86400, 3),
	(2741790108908374209, 14, 17, 502, 268, 0, 0, 0, 234, 16, 206, 251, 1799971200, 1799971200, 6, 86400, 2),
	(2741790108908374209, 15, 17, 502, 328, 0, 0, 0, 174, 19, NULL, NULL, 1800010800, 1800021600, 5, 3600, 0),
	(2741790108908374209, 16, 15, 502, 328, 0, 0, 0, 174, 19, NULL, NULL, 1800010800, 1800021600, 5, 3600, 1),
	(2741790108908374209, 17, 17, 251, 207, 0, 0, 0, 44, 12, NULL, NULL, 1800010800, 1800021600, 5, 3600, 2),
	(2741790108908374209, 18, 30, 251, 207, 0, 0, 0, 44, 12, NULL, NULL, 1800010800, 1800021600, 5, 3600, 3),
	(2741790108908374209, 19, 2, 251, 121, 0, 0, 0, 130, 7, NULL, NULL, 1800010800, 1800021600, 5, 3600, 2),
	(2741790108908374209, 20, 21, 251, 121, 0, 0, 0, 130, 7, NULL, NULL, 1800010800, 1800021600, 5, 3600, 3),
	(2741790108908374209, 21, 2, 251, 121, 0, 0, 0, 130, 7, 238, 251, 1799971200, 1799971200, 5, 86400, 2),
	(2741790108908374209, 22, 21, 251, 217, 0, 0, 0, 34, 13, 130, 251, 1799971200, 1799971200, 6, 86400, 3),
	(2741790108908374209, 23, 17, 502, 268, 0, 0, 0, 234, 16, NULL, NULL, 1800021600, 1800025200, 6, 3600, 0),
	(2741790108908374209, 24, 15, 502, 268, 0, 0, 0, 234, 16, NULL, NULL, 1800021600, 1800025200, 6, 3600, 1),
	(2741790108908374209, 25, 17, 502, 268, 0, 0, 0, 234, 16, NULL, NULL, 1800021600, 1800025200, 6, 3600, 2),
	(2741790108908374209, 26, 21, 251, 217, 0, 0, 0, 34, 13, NULL, NULL, 1800021600, 1800025200, 6, 3600, 3),
	(2741790108908374209, 27, 24, 251, 51, 0, 0, 0, 200, 3, NULL, NULL, 1800021600, 1800025200, 6, 3600, 3),
	(2741790108908374209, 28, 24, 251, 51, 0, 0, 0, 200, 3, 238, 251, 1799971200, 1799971200, 6, 86400, 3),
	(2741790108908374209, 29, 17, 251, 98, 0, 0, 0, 153, 6, NULL, NULL, 1800025200, 1800032400, 7, 3600, 0),
	(2741790108908374209, 30, 15, 251, 98, 0, 0, 0, 153, 6, NULL, NULL, 1800025200, 1800032400, 7, 3600, 1),
	(2741790108908374209, 31, 2, 251, 98, 0, 0, 0, 153, 6, NULL, NULL, 1800025200, 1800032400, 7, 3600, 2),
	(2741790108908374209, 32, 40, 251, 98, 0, 0, 0, 153, 6, NULL, NULL, 1800025200, 1800032400, 7, 3600, 3),
	(2741790108908374209, 33, 2, 251, 128, 0, 0, 0, 123, 8, 238, 251, 1799971200, 1799971200, 10, 86400, 2),
	(2741790108908374209, 34, 40, 251, 98, 0, 0, 0, 153, 6, NULL, NULL, 1799971200, 1799971200, 7, 86400, 3),
	(2741790108908374209, 35, 17, 502, 359, 0, 0, 0, 143, 22, NULL, NULL, 1800032400, 1800036000, 8, 3600, 0),
	(2741790108908374209, 36, 15, 502, 359, 0, 0, 0, 143, 22, NULL, NULL, 1800032400, 1800036000, 8, 3600, 1),
	(2741790108908374209, 37, 2, 251, 199, 0, 0, 0, 52, 12, NULL, NULL, 1800032400, 1800036000, 8, 3600, 2),
	(2741790108908374209, 38, 30, 251, 199, 0, 0, 0, 52, 12, NULL, NULL, 1800032400, 1800036000, 8, 3600, 3),
	(2741790108908374209, 39, 24, 251, 160, 0, 0, 0, 91, 10, NULL, NULL, 1800032400, 1800036000, 8, 3600, 3),
	(2741790108908374209, 40, 17, 251, 160, 0, 0, 0, 91, 10, NULL, NULL, 1800032400, 1800036000, 8, 3600, 2),
	(2741790108908374209, 41, 30, 251, 199, 0, 0, 0, 52, 12, 206, 251, 1799971200, 1799971200, 8, 86400, 3),
	(2741790108908374209, 42, 24, 251, 160, 0, 0, 0, 91, 10, 238, 251, 1799971200, 1799971200, 8, 86400, 3),
	(2741790108908374209, 43, 17, 251, 160, 0, 0, 0, 91, 10, 206, 251, 1799971200, 1799971200, 8, 86400, 2),
	(2741790108908374209, 44, 17, 251, 195, NULL, NULL, NULL, NULL, 12, NULL, NULL, 1800036000, 1800043200, 9, 3600, 0),
	(2741790108908374209, 45, 15, 251, 195, NULL, NULL, NULL, NULL, 12, NULL, NULL, 1800036000, 1800043200, 9, 3600, 1),
	(2741790108908374209, 46, 2, 251, 195, NULL, NULL, NULL, NULL, 12, NULL, NULL, 1800036000, 1800043200, 9, 3600, 2),
	(2741790108908374209, 47, 40, 251, 195, NULL, NULL, NULL, NULL, 12, NULL, NULL, 1800036000, 1800043200, 9, 3600, 3),
	(2741790108908374209, 48, 40, 251, 91, 0, 0, 0, 160, 5, NULL, NULL, 1799971200, 1799971200, 10, 86400, 3),
	(2741790108908374209, 49, 17, 502, 219, 0, 0, 0, 283, 13, NULL, NULL, 1800043200, 1800046800, 10, 3600, 0),
	(2741790108908374209, 50, 15, 502, 219, 0, 0, 0, 283, 13, NULL, NULL, 1800043200, 1800046800, 10, 3600, 1),
	(2741790108908374209, 51, 2, 251, 128, 0, 0, 0, 123, 8, NULL, NULL, 1800043200, 1800046800, 10, 3600, 2),
	(2741790108908374209, 52, 40, 251, 91, 0, 0, 0, 160, 5, NULL, NULL, 1800043200, 1800046800, 10, 3600, 3),
	(2741790108908374209, 53, 21, 251, 128, 0, 0, 0, 123, 8, NULL, NULL, 1800043200, 1800046800, 10, 3600, 3),
	(2741790108908374209, 54, 17, 251, 91, 0, 0, 0, 160, 5, NULL, NULL, 1800043200, 1800046800, 10, 3600, 2),
	(2741790108908374209, 55, 21, 251, 128, 0, 0, 0, 123, 8, 130, 251, 1799971200, 1799971200, 10, 86400, 3),
	(2741790108908374209, 56, 17, 251, 136, NULL, NULL, NULL, NULL, 8, 229, 251, 1799971200, 1800057600, 12, 86400, 2),
	(2741790108908374209, 57, 17, 251, 22, 0, 0, 0, 229, 1, NULL, NULL, 1800046800, 1800054000, 11, 3600, 0),
	(2741790108908374209, 58, 15, 251, 22, 0, 0, 0, 229, 1, NULL, NULL, 1800046800, 1800054000, 11, 3600, 1),
	(2741790108908374209, 59, 17, 251, 22, 0, 0, 0, 229, 1, NULL, NULL, 1800046800, 1800054000, 11, 3600, 2),
	(2741790108908374209, 60, 24, 251, 22, 0, 0, 0, 229, 1, NULL, NULL, 1800046800, 1800054000, 11, 3600, 3),
	(2741790108908374209, 61, 24, 251, 136, NULL, NULL, NULL, NULL, 8, 238, 251, 1799971200, 1800057600, 12, 86400, 3),
	(2741790108908374209, 62, 17, 251, 136, NULL, NULL, NULL, NULL, 8, NULL, NULL, 1800054000, 1800057600, 12, 3600, 0),
	(2741790108908374209, 63, 15, 251, 136, NULL, NULL, NULL, NULL, 8, NULL, NULL, 1800054000, 1800057600, 12, 3600, 1),
	(2741790108908374209, 64, 17, 251, 136, NULL, NULL, NULL, NULL, 8, NULL, NULL, 1800054000, 1800057600, 12, 3600, 2),
	(2741790108908374209, 65, 24, 251, 136, NULL, NULL, NULL, NULL, 8, NULL, NULL, 1800054000, 1800057600, 12, 3600, 3),
	(2741790108908374209, 66, 17, 502, 186, 0, 0, 0, 316, 11, NULL, NULL, 1800057600, 1800064800, 13, 3600, 0),
	(2741790108908374209, 67, 15, 502, 186, 0, 0, 0, 316, 11, NULL, NULL, 1800057600, 1800064800, 13, 3600, 1),
	(2741790108908374209, 68, 17, 502, 186, 0, 0, 0, 316, 11, NULL, NULL, 1800057600, 1800064800, 13, 3600, 2),
	(2741790108908374209, 69, 40, 251, 32, 0, 0, 0, 219, 2, NULL, NULL, 1800057600, 1800064800, 13, 3600, 3),
	(2741790108908374209, 70, 21, 251, 154, 0, 0, 0, 97, 9, NULL, NULL, 1800057600, 1800064800, 13, 3600, 3),
	(2741790108908374209, 71, 17, 502, 366, 0, 0, 0, 136, 22, 378, 502, 1800057600, 253402300799, 24, 86400, 0),
	(2741790108908374209, 72, 15, 502, 366, 0, 0, 0, 136, 22, 378, 502, 1800057600, 253402300799, 24, 86400, 1),
	(2741790108908374209, 73, 17, 502, 186, 0, 0, 0, 316, 11, NULL, NULL, 1800057600, 1800057600, 13, 86400, 2),
	(2741790108908374209, 74, 40, 251, 183, 0, 0, 0, 68, 11, 219, 251, 1800057600, 1800057600, 14, 86400, 3),
	(2741790108908374209, 75, 21, 251, 111, 0, 0, 0, 140, 6, NULL, NULL, 1800057600, 1800057600, 14, 86400, 3),
	(2741790108908374209, 76, 17, 753, 329, 0, 0, 0, 424, 19, NULL, NULL, 1800064800, 1800068400, 14, 3600, 0),
	(2741790108908374209, 77, 15, 753, 329, 0, 0, 0, 424, 19, NULL, NULL, 1800064800, 1800068400, 14, 3600, 1),
	(2741790108908374209, 78, 40, 251, 183, 0, 0, 0, 68, 11, NULL, NULL, 1800064800, 1800068400, 14, 3600, 3),
	(2741790108908374209, 79, 21, 251, 111, 0, 0, 0, 140, 6, NULL, NULL, 1800064800, 1800068400, 14, 3600, 3),
	(2741790108908374209, 80, 2, 753, 329, 0, 0, 0, 424, 19, NULL, NULL, 1800064800, 1800068400, 14, 3600, 2),
	(2741790108908374209, 81, 24, 251, 35, 0, 0, 0, 216, 2, NULL, NULL, 1800064800, 1800068400, 14, 3600, 3),
	(2741790108908374209, 82, 2, 251, 227, 0, 0, 0, 24, 14, 184, 251, 1800057600, 1800057600, 21, 86400, 2),
	(2741790108908374209, 83, 24, 251, 57, 0, 0, 0, 194, 3, 216, 251, 1800057600, 1800057600, 15, 86400, 3),
	(2741790108908374209, 84, 17, 502, 124, 0, 0, 0, 378, 7, NULL, NULL, 1800068400, 1800075600, 15, 3600, 0),
	(2741790108908374209, 85, 15, 502, 124, 0, 0, 0, 378, 7, NULL, NULL, 1800068400, 1800075600, 15, 3600, 1),
	(2741790108908374209, 86, 2, 251, 67, 0, 0, 0, 184, 4, NULL, NULL, 1800068400, 1800075600, 15, 3600, 2),
	(2741790108908374209, 87, 24, 251, 57, 0, 0, 0, 194, 3, NULL, NULL, 1800068400, 1800075600, 15, 3600, 3),
	(2741790108908374209, 88, 30, 251, 67, 0, 0, 0, 184, 4, NULL, NULL, 1800068400, 1800075600, 15, 3600, 3),
	(2741790108908374209, 89, 17, 251, 57, 0, 0, 0, 194, 3, NULL, NULL, 1800068400, 1800075600, 15, 3600, 2),
	(2741790108908374209, 90, 30, 251, 67, 0, 0, 0, 184, 4, NULL, NULL, 1800057600, 1800057600, 15, 86400, 3),
	(2741790108908374209, 91, 17, 251, 57, 0, 0, 0, 194, 3, NULL, NULL, 1800057600, 1800057600, 15, 86400, 2),
	(2741790108908374209, 92, 17, 251, 151, 0, 0, 0, 100, 9, NULL, NULL, 1800075600, 1800086400, 17, 3600, 0),
	(2741790108908374209, 93, 15, 251, 151, 0, 0, 0, 100, 9, NULL, NULL, 1800075600, 1800086400, 17, 3600, 1),
	(2741790108908374209, 94, 2, 251, 151, 0, 0, 0, 100, 9, NULL, NULL, 1800075600, 1800086400, 17, 3600, 2),
	(2741790108908374209, 95, 40, 251, 151, 0, 0, 0, 100, 9, NULL, NULL, 1800075600, 1800086400, 17, 3600, 3),
	(2741790108908374209, 96, 40, 251, 151, 0, 0, 0, 100, 9, 219, 251, 1800057600, 1800057600, 17, 86400, 3),
	(2741790108908374209, 97, 17, 502, 133, 0, 1, 19, 349, 7, NULL, NULL, 1800086400, 1800090000, 18, 3600, 0),
	(2741790108908374209, 98, 15, 502, 133, 0, 1, 19, 349, 7, NULL, NULL, 1800086400, 1800090000, 18, 3600, 1),
	(2741790108908374209, 99, 2, 251, 106, 0, 1, 19, 125, 6, NULL, NULL, 1800086400, 1800090000, 18, 3600, 2),
	(2741790108908374209, 100, 24, 251, 27, 0, 0, 0, 224, 1, NULL, NULL, 1800086400, 1800090000, 18, 3600, 3),
	(2741790108908374209, 101, 21, 251, 106, 0, 1, 19, 125, 6, NULL, NULL, 1800086400, 1800090000, 18, 3600, 3),
	(2741790108908374209, 102, 17, 251, 27, 0, 0, 0, 224, 1, NULL, NULL, 1800086400, 1800090000, 18, 3600, 2),
	(2741790108908374209, 103, 24, 251, 27, 0, 0, 0, 224, 1, NULL, NULL, 1800057600, 1800057600, 18, 86400, 3),
	(2741790108908374209, 104, 21, 251, 106, 0, 1, 19, 125, 6, NULL, NULL, 1800057600, 1800057600, 18, 86400, 3),
	(2741790108908374209, 105, 17, 251, 27, 0, 0, 0, 224, 1, NULL, NULL, 1800057600, 1800057600, 18, 86400, 2),
	(2741790108908374209, 106, 17, 251, 153, 0, 0, 0, 98, 9, NULL, NULL, 1800090000, 1800100800, 20, 3600, 0),
	(2741790108908374209, 107, 15, 251, 153, 0, 0, 0, 98, 9, NULL, NULL, 1800090000, 1800100800, 20, 3600, 1),
	(2741790108908374209, 108, 2, 251, 153, 0, 0, 0, 98, 9, NULL, NULL, 1800090000, 1800100800, 20, 3600, 2),
	(2741790108908374209, 109, 30, 251, 153, 0, 0, 0, 98, 9, NULL, NULL, 1800090000, 1800100800, 20, 3600, 3),
	(2741790108908374209, 110, 30, 251, 227, 0, 0, 0, 24, 14, 184, 251, 1800057600, 1800057600, 21, 86400, 3),
	(2741790108908374209, 111, 17, 251, 227, 0, 0, 0, 24, 14, NULL, NULL, 1800100800, 1800108000, 21, 3600, 0),
	(2741790108908374209, 112, 15, 251, 227, 0, 0, 0, 24, 14, NULL, NULL, 1800100800, 1800108000, 21, 3600, 1),
	(2741790108908374209, 113, 2, 251, 227, 0, 0, 0, 24, 14, NULL, NULL, 1800100800, 1800108000, 21, 3600, 2),
	(2741790108908374209, 114, 30, 251, 227, 0, 0, 0, 24, 14, NULL, NULL, 1800100800, 1800108000, 21, 3600, 3),
	(2741790108908374209, 115, 17, 251, 68, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1800108000, 1800118800, 23, 3600, 0),
	(2741790108908374209, 116, 15, 251, 68, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1800108000, 1800118800, 23, 3600, 1),
	(2741790108908374209, 117, 40, 251, 68, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1800108000, 1800118800, 23, 3600, 3),
	(2741790108908374209, 118, 17, 251, 68, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1800108000, 1800118800, 23, 3600, 2),
	(2741790108908374209, 119, 40, 251, 68, NULL, NULL, NULL, NULL, NULL, 219, 251, 1800057600, 1800057600, 23, 86400, 3),
	(2741790108908374209, 120, 17, 251, 136, 0, 0, 0, 115, 8, 224, 251, 1800057600, 253402300799, 24, 86400, 2),
	(2741790108908374209, 121, 17, 502, 419, NULL, NULL, NULL, NULL, 26, NULL, NULL, 1800118800, 1800122400, 24, 3600, 0),
	(2741790108908374209, 122, 15, 502, 419, NULL, NULL, NULL, NULL, 26, NULL, NULL, 1800118800, 1800122400, 24, 3600, 1),
	(2741790108908374209, 123, 17, 251, 226, NULL, NULL, NULL, NULL, 14, NULL, NULL, 1800118800, 1800122400, 24, 3600, 2),
	(2741790108908374209, 124, 24, 251, 193, NULL, NULL, NULL, NULL, 12, NULL, NULL, 1800118800, 1800122400, 24, 3600, 3),
	(2741790108908374209, 125, 2, 251, 193, NULL, NULL, NULL, NULL, 12, NULL, NULL, 1800118800, 1800122400, 24, 3600, 2),
	(2741790108908374209, 126, 30, 251, 226, NULL, NULL, NULL, NULL, 14, NULL, NULL, 1800118800, 1800122400, 24, 3600, 3),
	(2741790108908374209, 127, 24, 251, 193, NULL, NULL, NULL, NULL, 12, 224, 251, 1800057600, 1800057600, 24, 86400, 3),
	(2741790108908374209, 128, 2, 251, 230, 0, 0, 0, 21, 14, 184, 251, 1800057600, 253402300799, 24, 86400, 2),
	(2741790108908374209, 129, 30, 251, 136, 0, 0, 0, 115, 8, 184, 251, 1800057600, 253402300799, 24, 86400, 3),
	(2741790108908374209, 130, 17, 502, 366, 0, 0, 0, 136, 22, NULL, NULL, 1800122400, 253402300799, 24, 3600, 0),
	(2741790108908374209, 131, 15, 502, 366, 0, 0, 0, 136, 22, NULL, NULL, 1800122400, 253402300799, 24, 3600, 1),
	(2741790108908374209, 132, 17, 251, 136, 0, 0, 0, 115, 8, NULL, NULL, 1800122400, 253402300799, 24, 3600, 2),
	(2741790108908374209, 133, 2, 251, 230, 0, 0, 0, 21, 14, NULL, NULL, 1800122400, 253402300799, 24, 3600, 2),
	(2741790108908374209, 134, 30, 251, 136, 0, 0, 0, 115, 8, NULL, NULL, 1800122400, 253402300799, 24, 3600, 3),
	(2741790108908374209, 135, 21, 251, 230, 0, 0, 0, 21, 14, NULL, NULL, 1800122400, 253402300799, 24, 3600, 3),
	(2741790108908374209, 136, 21, 251, 230, 0, 0, 0, 21, 14, 145, 251, 1800057600, 253402300799, 24, 86400, 3);


--
-- Data for Name: subnet_state; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.subnet_state VALUES
	(2741790108908374209, 1, 1, 56, 1800000000, 1800005400, 2),
	(2741790108908374209, 2, 2, 63, 1800000000, 1800005400, 2),
	(2741790108908374209, 3, 3, 185, 1800000000, 1800005400, 2),
	(2741790108908374209, 4, 4, 13, 1800000000, 1800005400, 2),
	(2741790108908374209, 5, 5, 45, 1800005400, 1800010800, 3),
	(2741790108908374209, 6, 6, 207, 1800010800, 1800021600, 5),
	(2741790108908374209, 7, 7, 121, 1800010800, 1800021600, 5),
	(2741790108908374209, 8, 8, 217, 1800021600, 1800027000, 6),
	(2741790108908374209, 9, 9, 51, 1800021600, 1800027000, 6),
	(2741790108908374209, 10, 10, 98, 1800027000, 1800032400, 7),
	(2741790108908374209, 11, 11, 42, 1800027000, 1800032400, 7),
	(2741790108908374209, 12, 12, 199, 1800032400, 1800037800, 8),
	(2741790108908374209, 13, 13, 160, 1800032400, 1800037800, 8),
	(2741790108908374209, 14, 14, 195, 1800037800, 1800043200, 9),
	(2741790108908374209, 15, 15, 91, 1800043200, 1800048600, 10),
	(2741790108908374209, 16, 16, 128, 1800043200, 1800048600, 10),
	(2741790108908374209, 17, 17, 13, 1800048600, 1800054000, 11),
	(2741790108908374209, 18, 18, 22, 1800048600, 1800054000, 11),
	(2741790108908374209, 19, 19, 136, 1800054000, 1800059400, 12),
	(2741790108908374209, 20, 20, 154, 1800059400, 1800064800, 13),
	(2741790108908374209, 21, 21, 32, 1800059400, 1800064800, 13),
	(2741790108908374209, 22, 22, 111, 1800064800, 1800070200, 14),
	(2741790108908374209, 23, 23, 183, 1800064800, 1800070200, 14),
	(2741790108908374209, 24, 24, 35, 1800064800, 1800070200, 14),
	(2741790108908374209, 25, 25, 11, 1800070200, 1800075600, 15),
	(2741790108908374209, 26, 26, 91, 1800070200, 1800075600, 15),
	(2741790108908374209, 27, 27, 57, 1800070200, 1800075600, 15),
	(2741790108908374209, 28, 28, 67, 1800070200, 1800075600, 15),
	(2741790108908374209, 29, 25, 131, 1800075600, 1800086400, 17),
	(2741790108908374209, 30, 29, 151, 1800075600, 1800086400, 17),
	(2741790108908374209, 31, 30, 224, 1800075600, 1800086400, 17),
	(2741790108908374209, 32, 31, 89, 1800075600, 1800086400, 17),
	(2741790108908374209, 33, 32, 106, 1800086400, 1800091800, 18),
	(2741790108908374209, 34, 33, 27, 1800086400, 1800091800, 18),
	(2741790108908374209, 35, 34, 45, 1800091800, 1800102600, 20),
	(2741790108908374209, 36, 35, 106, 1800091800, 1800102600, 20),
	(2741790108908374209, 37, 36, 153, 1800091800, 1800102600, 20),
	(2741790108908374209, 38, 37, 71, 1800102600, 1800108000, 21),
	(2741790108908374209, 39, 38, 227, 1800102600, 1800108000, 21),
	(2741790108908374209, 40, 39, 194, 1800102600, 1800108000, 21),
	(2741790108908374209, 41, 40, 153, 1800108000, 1800118800, 23),
	(2741790108908374209, 42, 41, 68, 1800108000, 1800118800, 23),
	(2741790108908374209, 43, 42, 226, 1800118800, 1800124200, 24),
	(2741790108908374209, 44, 43, 1, 1800118800, 1800124200, 24),
	(2741790108908374209, 45, 44, 193, 1800118800, 1800124200, 24),
	(2741790108908374209, 46, 45, 136, 1800124200, 253402300799, 24),
	(2741790108908374209, 47, 46, 230, 1800124200, 253402300799, 24);


--
-- Data for Name: text; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.text VALUES
	(2741790108908374209, 1, 'node-1'),
	(2741790108908374209, 2, 'ap-northeast-2a'),
	(2741790108908374209, 3, 'workers'),
	(2741790108908374209, 4, 'linux'),
	(2741790108908374209, 5, '[]'),
	(2741790108908374209, 6, 'v1.31.0'),
	(2741790108908374209, 7, 'Node'),
	(2741790108908374209, 8, 'default'),
	(2741790108908374209, 9, 'FailedScheduling'),
	(2741790108908374209, 10, 'plugin: failed to assign an IP address to container'),
	(2741790108908374209, 11, 'default-scheduler'),
	(2741790108908374209, 12, 'FailedCreatePodSandBox'),
	(2741790108908374209, 13, '0/3 nodes are available: 3 Too many pods.'),
	(2741790108908374209, 14, 'kubelet'),
	(2741790108908374209, 15, 'vpc-1'),
	(2741790108908374209, 16, '{}'),
	(2741790108908374209, 17, ''),
	(2741790108908374209, 18, '{"kubernetes.io/role/elb":"1"}'),
	(2741790108908374209, 19, 't3.medium'),
	(2741790108908374209, 20, 'running'),
	(2741790108908374209, 21, 'subnet-1'),
	(2741790108908374209, 22, 'm5.large'),
	(2741790108908374209, 23, 'terminated'),
	(2741790108908374209, 24, 'subnet-4'),
	(2741790108908374209, 25, '[{"key":"a\"b","value":"\\\u000a","effect":"NoSchedule"},{"key":"k","value":"","effect":"NoExecute"}]'),
	(2741790108908374209, 26, 'v1.32.1'),
	(2741790108908374209, 27, 'node-3'),
	(2741790108908374209, 28, 'node-4'),
	(2741790108908374209, 29, 'node-2'),
	(2741790108908374209, 30, 'subnet-3'),
	(2741790108908374209, 31, 'trunk'),
	(2741790108908374209, 32, 'available'),
	(2741790108908374209, 33, '{"Name":"x\u0001y","cluster.k8s.amazonaws.com/name":""}'),
	(2741790108908374209, 34, 'i-1'),
	(2741790108908374209, 35, 'kube-system'),
	(2741790108908374209, 36, 'ö-'),
	(2741790108908374209, 37, 'Deployment/web'),
	(2741790108908374209, 38, 'job-'),
	(2741790108908374209, 39, 'DaemonSet/aws-node'),
	(2741790108908374209, 40, 'subnet-2'),
	(2741790108908374209, 41, 'aws-K8S-i-1'),
	(2741790108908374209, 42, 'Pod'),
	(2741790108908374209, 43, 'windows'),
	(2741790108908374209, 44, 'interface'),
	(2741790108908374209, 45, '123456789012'),
	(2741790108908374209, 46, 'SchedulingGated'),
	(2741790108908374209, 47, '0/3 nodes are available: 3 Insufficient cpu.'),
	(2741790108908374209, 48, 'eni-3'),
	(2741790108908374209, 49, 'node-5'),
	(2741790108908374209, 50, 'Unschedulable'),
	(2741790108908374209, 51, 'in-use'),
	(2741790108908374209, 52, 'web-7f9c-'),
	(2741790108908374209, 53, 'c1'),
	(2741790108908374209, 54, 'eni-4'),
	(2741790108908374209, 55, 'node-0');


--
-- Data for Name: vpc_state; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.vpc_state VALUES
	(2741790108908374209, 1, 1800000000, 1800043200, 9, '\x0a00000010', '\x', 'vpc-1'),
	(2741790108908374209, 2, 1800043200, 1800086400, 17, '\x0a00000010644000000a', '\x', 'vpc-1'),
	(2741790108908374209, 3, 1800086400, 253402300799, 17, '\x0a00000010644000000a', '\x20010db800ab0000000000000000000038', 'vpc-1');


--
-- Name: cidr_reservation_state cidr_reservation_state_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cidr_reservation_state
    ADD CONSTRAINT cidr_reservation_state_pkey PRIMARY KEY (cluster_id, cidr_reservation_state_key);


--
-- Name: cilium_node_state cilium_node_state_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cilium_node_state
    ADD CONSTRAINT cilium_node_state_pkey PRIMARY KEY (cluster_id, cilium_node_state_key);


--
-- Name: cluster cluster_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cluster
    ADD CONSTRAINT cluster_pkey PRIMARY KEY (cluster_id);


--
-- Name: cni_state cni_state_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cni_state
    ADD CONSTRAINT cni_state_pkey PRIMARY KEY (cluster_id, cni_state_key);


--
-- Name: collection_error collection_error_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.collection_error
    ADD CONSTRAINT collection_error_pkey PRIMARY KEY (cluster_id, number, source);


--
-- Name: collection collection_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.collection
    ADD CONSTRAINT collection_pkey PRIMARY KEY (cluster_id, number);


--
-- Name: collection_rollup collection_rollup_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.collection_rollup
    ADD CONSTRAINT collection_rollup_pkey PRIMARY KEY (cluster_id, step_seconds, starts_at);


--
-- Name: event event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (cluster_id, event_key);


--
-- Name: event_state event_state_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event_state
    ADD CONSTRAINT event_state_pkey PRIMARY KEY (cluster_id, event_state_key);


--
-- Name: hub_migration hub_migration_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.hub_migration
    ADD CONSTRAINT hub_migration_pkey PRIMARY KEY (version);


--
-- Name: instance_state instance_state_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.instance_state
    ADD CONSTRAINT instance_state_pkey PRIMARY KEY (cluster_id, instance_state_key);


--
-- Name: instance_type_state instance_type_state_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.instance_type_state
    ADD CONSTRAINT instance_type_state_pkey PRIMARY KEY (cluster_id, instance_type_state_key);


--
-- Name: network_interface network_interface_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.network_interface
    ADD CONSTRAINT network_interface_pkey PRIMARY KEY (cluster_id, network_interface_key);


--
-- Name: network_interface_state network_interface_state_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.network_interface_state
    ADD CONSTRAINT network_interface_state_pkey PRIMARY KEY (cluster_id, network_interface_state_key);


--
-- Name: node node_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.node
    ADD CONSTRAINT node_pkey PRIMARY KEY (cluster_id, node_key);


--
-- Name: node_state node_state_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.node_state
    ADD CONSTRAINT node_state_pkey PRIMARY KEY (cluster_id, node_state_key);


--
-- Name: owner_rollup owner_rollup_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.owner_rollup
    ADD CONSTRAINT owner_rollup_pkey PRIMARY KEY (cluster_id, owner_rollup_key);


--
-- Name: pod_pending pod_pending_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.pod_pending
    ADD CONSTRAINT pod_pending_pkey PRIMARY KEY (cluster_id, pod_pending_key);


--
-- Name: pod pod_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.pod
    ADD CONSTRAINT pod_pkey PRIMARY KEY (cluster_id, pod_key);


--
-- Name: pod_state pod_state_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.pod_state
    ADD CONSTRAINT pod_state_pkey PRIMARY KEY (cluster_id, pod_state_key);


--
-- Name: pod_template pod_template_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.pod_template
    ADD CONSTRAINT pod_template_pkey PRIMARY KEY (cluster_id, pod_template_key);


--
-- Name: pruned_span pruned_span_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.pruned_span
    ADD CONSTRAINT pruned_span_pkey PRIMARY KEY (cluster_id, kind, starts_at);


--
-- Name: slot_rollup slot_rollup_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.slot_rollup
    ADD CONSTRAINT slot_rollup_pkey PRIMARY KEY (cluster_id, slot_rollup_key);


--
-- Name: subnet subnet_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.subnet
    ADD CONSTRAINT subnet_pkey PRIMARY KEY (cluster_id, subnet_key);


--
-- Name: subnet_rollup subnet_rollup_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.subnet_rollup
    ADD CONSTRAINT subnet_rollup_pkey PRIMARY KEY (cluster_id, subnet_rollup_key);


--
-- Name: subnet_state subnet_state_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.subnet_state
    ADD CONSTRAINT subnet_state_pkey PRIMARY KEY (cluster_id, subnet_state_key);


--
-- Name: text text_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.text
    ADD CONSTRAINT text_pkey PRIMARY KEY (cluster_id, text_key);


--
-- Name: vpc_state vpc_state_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vpc_state
    ADD CONSTRAINT vpc_state_pkey PRIMARY KEY (cluster_id, vpc_state_key);


--
-- Name: cidr_reservation_state_by_end; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX cidr_reservation_state_by_end ON public.cidr_reservation_state USING btree (cluster_id, valid_to);


--
-- Name: cilium_node_state_by_end; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX cilium_node_state_by_end ON public.cilium_node_state USING btree (cluster_id, valid_to);


--
-- Name: cni_state_by_end; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX cni_state_by_end ON public.cni_state USING btree (cluster_id, valid_to);


--
-- Name: collection_by_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX collection_by_time ON public.collection USING btree (cluster_id, observed_at);


--
-- Name: event_state_by_end; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_state_by_end ON public.event_state USING btree (cluster_id, valid_to, valid_from);


--
-- Name: instance_state_by_end; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX instance_state_by_end ON public.instance_state USING btree (cluster_id, valid_to);


--
-- Name: instance_type_state_by_end; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX instance_type_state_by_end ON public.instance_type_state USING btree (cluster_id, valid_to);


--
-- Name: network_interface_by_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX network_interface_by_id ON public.network_interface USING btree (cluster_id, eni_id);


--
-- Name: network_interface_state_by_end; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX network_interface_state_by_end ON public.network_interface_state USING btree (cluster_id, valid_to, valid_from);


--
-- Name: node_state_by_end; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX node_state_by_end ON public.node_state USING btree (cluster_id, valid_to);


--
-- Name: owner_rollup_by_end; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX owner_rollup_by_end ON public.owner_rollup USING btree (cluster_id, step_seconds, valid_to);


--
-- Name: pod_pending_by_end; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX pod_pending_by_end ON public.pod_pending USING btree (cluster_id, valid_to);


--
-- Name: pod_state_by_end; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX pod_state_by_end ON public.pod_state USING btree (cluster_id, valid_to, valid_from);


--
-- Name: slot_rollup_by_end; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX slot_rollup_by_end ON public.slot_rollup USING btree (cluster_id, step_seconds, group_kind, valid_to);


--
-- Name: subnet_rollup_by_end; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX subnet_rollup_by_end ON public.subnet_rollup USING btree (cluster_id, step_seconds, group_kind, valid_to);


--
-- Name: subnet_state_by_end; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX subnet_state_by_end ON public.subnet_state USING btree (cluster_id, valid_to);


--
-- Name: vpc_state_by_end; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX vpc_state_by_end ON public.vpc_state USING btree (cluster_id, valid_to);


--
-- PostgreSQL database dump complete
--

\unrestrict a3frTbbXYIWTOb5T2pXRgxF3WoCKV5dzuFemcqW1ViV5fYDbxeuOEiP91VbuYmc

