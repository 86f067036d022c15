# shellcheck shell=sh
# storm EVENTS SEED: random things happen to a queue from 8 processes at once; what must hold is asked of the rows by
# somebody else than the program: perl over the log.
storm()
{
	exits 0 "8 processes, $1 events, seed $2" queue_storm "$ASM_SITE/private.db" 8 "$1" "$2"
	cp "$OUT" counts
	exits 0 'fsck: every state is the fold of its log' asm-translate-queue fsck
	is "$(cat "$OUT")" '' 'and nothing is said'
	for what in claims returns reviews approvals amendments rejections corrections; do
		ok "there were $what ($(sed -n "s/^$what //p" counts))" test "$(sed -n "s/^$what //p" counts)" -gt 0
	done
	given=$(($(sed -n 's/^returns //p' counts) + $(sed -n 's/^amendments //p' counts)))
	is "$(sqlite3 "$ASM_SITE/private.db" 'SELECT count(*) FROM returned')" "$given" 'no delivery is lost'
	sqlite3 "$ASM_SITE/private.db" "SELECT item, at, ifnull(person, 0), what, until FROM work_event ORDER BY id" > events
	ok 'leases ended' grep -q '|expire|' events
	is "$(perl -F'\|' -lane '
		($i, $at, $who, $what, $until) = @F;
		if ($what =~ /^(claim|review)$/) {
			print "item $i: two hold it at $at" if ($lease{$i} || 0) > $at;
			$lease{$i} = $until; $holder{$i} = $who; $kind{$i} = $what;
		} elsif ($what eq "renew" || ($what eq "partial" && ($kind{$i} || "") eq "claim" && ($lease{$i} || 0) > 0 && $holder{$i} == $who)) {
			$lease{$i} = $until if $until > $lease{$i};
		} elsif ($what eq "complete" && ($kind{$i} || "") eq "review" && ($lease{$i} || 0) > 0) {
		} elsif ($what eq "correct" && ($kind{$i} || "") eq "claim") {
		} elsif ($what !~ /^(partial|remind|note)$/) { $lease{$i} = 0 }' events)" '' 'no item is held by two'
	# Everybody whose words stand unseen at an approval, by the log and the deliveries alone.
	sqlite3 "$ASM_SITE/private.db" "
		SELECT r.at, 1, r.item, ifnull(r.person, 0), r.amends, group_concat(t.number) FROM returned r JOIN returned_text t
		    ON t.returned = r.id GROUP BY r.id
		UNION ALL SELECT at, 2, item, ifnull(person, 0), what, '' FROM work_event WHERE what IN ('approve', 'timeout')
		ORDER BY 1, 2" > story
	is "$(perl -F'\|' -lane '
		($at, $kind, $item, $who, $x, $numbers) = @F;
		if ($kind == 1) {
			$_->{seen} = 1 for grep { $x && $_->{who} != $who } values %{$text{$item}};
			$text{$item}{$_} = { who => $who } for split /,/, $numbers;
		} else {
			print "item $item: $who approved her own at $at" if $x eq "approve" && $who &&
			    grep { $_->{who} == $who && !$_->{seen} } values %{$text{$item}};
			$_->{seen} = 1 for values %{$text{$item}};
		}' story)" '' 'nobody approved what she alone had seen'
}
