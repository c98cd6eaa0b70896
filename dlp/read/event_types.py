"""Names of the Matrix specification and of widely used proposals: event types and their keys.

A key that stands here is no content; any other is read as text. An event type that does not stand
here has all its strings read, too, and is reported as UNREADABLE (type).
"""

from __future__ import annotations

EVENTS = frozenset(
    """
    m.room.message m.room.encrypted m.reaction m.sticker m.room.redaction
    m.poll.start m.poll.response m.poll.end org.matrix.msc3381.poll.start
    org.matrix.msc3381.poll.response org.matrix.msc3381.poll.end
    m.beacon m.beacon_info org.matrix.msc3672.beacon org.matrix.msc3672.beacon_info m.location
    m.message m.emote m.notice m.file m.image m.video m.audio m.voice
    m.call.invite m.call.answer m.call.candidates m.call.hangup m.call.reject m.call.negotiate
    m.call.select_answer m.call.replaces m.call.asserted_identity m.call.sdp_stream_metadata_changed
    m.call m.call.member org.matrix.msc3401.call org.matrix.msc3401.call.member
    org.matrix.msc4075.rtc.notification m.rtc.notification m.call.notify
    m.room.name m.room.topic m.room.avatar m.room.canonical_alias m.room.aliases
    m.room.pinned_events m.room.member m.room.third_party_invite m.room.tombstone m.room.create
    m.room.power_levels m.room.server_acl m.room.join_rules m.room.history_visibility
    m.room.guest_access m.room.encryption m.room.policy m.space.child m.space.parent
    m.policy.rule.user m.policy.rule.room m.policy.rule.server
    m.bridge uk.half-shot.bridge im.vector.modular.widgets m.widget m.room.bot.options
    m.room.image_pack im.ponies.room_emotes
    m.key.verification.request m.key.verification.ready m.key.verification.start
    m.key.verification.accept m.key.verification.key m.key.verification.mac
    m.key.verification.cancel m.key.verification.done
    """.split()
)

KEYS = frozenset(
    """
    path content type key alias event user field roomish filename media_type target
    msgtype body format formatted_body url info mimetype size h w duration thumbnail_url
    thumbnail_info thumbnail_file file hashes sha256 iv alg key_ops kty k ext v is_animated
    geo_uri m.location m.asset m.ts description uri blurhash xyz.amorgan.blurhash
    m.mentions user_ids room m.new_content m.relates_to m.in_reply_to event_id rel_type
    is_falling_back m.text m.html m.caption m.file m.image m.video m.audio m.thumbnail
    org.matrix.msc1767.text org.matrix.msc1767.html org.matrix.msc1767.file
    org.matrix.msc1767.audio org.matrix.msc1767.image org.matrix.msc1767.video
    org.matrix.msc3245.voice org.matrix.msc3245.voice.v2 waveform
    org.matrix.msc3381.poll.start org.matrix.msc3381.poll.response org.matrix.msc3381.poll.end
    m.poll m.poll.start m.poll.response m.poll.end m.selections question answers id kind
    max_selections org.matrix.msc3488.location org.matrix.msc3488.asset org.matrix.msc3488.ts
    timeout live m.beacon_info m.beacon
    name topic m.topic title alt_aliases canonical_alias pinned membership displayname avatar_url
    reason third_party_invite display_name signed mxid token signatures is_direct
    join_authorised_via_users_server key_validity_url public_key public_keys
    replacement_room predecessor room_id room_version creator m.federate additional_creators
    ban kick invite redact events events_default state_default users users_default notifications
    server allow deny allow_ip_literals join_rule history_visibility guest_access
    algorithm rotation_period_ms rotation_period_msgs via order suggested canonical
    entity recommendation shortcode images pack usage
    bridgebot protocol network channel displayname external_url creatorUserId data roomId
    room_alias_name visibility preset initial_state state_key creation_content
    power_level_content_override invite_3pid id_server id_access_token medium address
    user_id presence status_msg last_active_ago currently_active
    messages sdp answer offer candidates candidate sdpMid sdpMLineIndex call_id party_id version
    lifetime selected_party_id asserted_identity sdp_stream_metadata purpose audio_muted video_muted
    from_device to methods method transaction_id timestamp code hash commitment mac keys
    key_agreement_protocols hashes message_authentication_codes short_authentication_string
    limit since filter generic_search_term room_types include_all_networks third_party_instance_id
    kind app_id app_display_name device_display_name profile_tag lang pushkey default_payload append
    redacts new_version m.tz us.cloke.msc4175.tz third_party_signed
    """.split()
)
