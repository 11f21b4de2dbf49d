(* What the statements and proofs of ldm-symbolic are made of: sums over modes, order, minima, convexity, derivatives,
   clocks and linear equations. Everything here is proved from Coq's own real numbers; nothing is assumed. *)
Require Import Reals Psatz ZArith Lia.
Open Scope R_scope.

(* Sums over the integers from lo to hi; 0 if there are none. *)

Fixpoint sum_from (lo : Z) (count : nat) (f : Z -> R) : R :=
  match count with O => 0 | S rest => f lo + sum_from (lo + 1)%Z rest f end.

Definition sum (lo hi : Z) (f : Z -> R) : R := sum_from lo (Z.to_nat (hi - lo + 1)) f.

Lemma sum_from_le : forall count lo (f g : Z -> R),
  (forall j, (lo <= j)%Z -> (j < lo + Z.of_nat count)%Z -> f j <= g j) -> sum_from lo count f <= sum_from lo count g.
Proof.
  induction count as [|count IH]; intros lo f g H; simpl; [lra|].
  apply Rplus_le_compat; [apply H; lia|]. apply IH. intros j A B. apply H; lia.
Qed.

Lemma sum_from_ext : forall count lo (f g : Z -> R),
  (forall j, (lo <= j)%Z -> (j < lo + Z.of_nat count)%Z -> f j = g j) -> sum_from lo count f = sum_from lo count g.
Proof. intros. apply Rle_antisym; apply sum_from_le; intros; right; [|symmetry]; auto. Qed.

Lemma sum_le : forall lo hi (f g : Z -> R),
  (forall j, (lo <= j)%Z -> (j <= hi)%Z -> f j <= g j) -> sum lo hi f <= sum lo hi g.
Proof. intros lo hi f g H. apply sum_from_le. intros j A B. apply H; lia. Qed.

Lemma sum_ext : forall lo hi (f g : Z -> R),
  (forall j, (lo <= j)%Z -> (j <= hi)%Z -> f j = g j) -> sum lo hi f = sum lo hi g.
Proof. intros lo hi f g H. apply sum_from_ext. intros j A B. apply H; lia. Qed.

Lemma sum_lt : forall lo hi (f g : Z -> R), (lo <= hi)%Z ->
  (forall j, (lo <= j)%Z -> (j <= hi)%Z -> f j < g j) -> sum lo hi f < sum lo hi g.
Proof.
  intros lo hi f g N H. unfold sum.
  replace (Z.to_nat (hi - lo + 1)) with (S (Z.to_nat (hi - lo))) by lia. simpl.
  apply Rplus_lt_le_compat; [apply H; lia|]. apply sum_from_le. intros j A B. apply Rlt_le, H; lia.
Qed.

Lemma sum_from_split : forall first second lo (f : Z -> R),
  sum_from lo (first + second) f = sum_from lo first f + sum_from (lo + Z.of_nat first)%Z second f.
Proof.
  induction first as [|first IH]; intros second lo f.
  - simpl. replace (lo + 0)%Z with lo by lia. lra.
  - simpl sum_from at 1. rewrite IH. simpl.
    replace (lo + 1 + Z.of_nat first)%Z with (lo + Z.pos (Pos.of_succ_nat first))%Z by lia. lra.
Qed.

Lemma sum_split : forall lo last hi (f : Z -> R), (lo - 1 <= last)%Z -> (last <= hi)%Z ->
  sum lo hi f = sum lo last f + sum (last + 1) hi f.
Proof.
  intros lo last hi f A B. unfold sum.
  replace (Z.to_nat (hi - lo + 1)) with (Z.to_nat (last - lo + 1) + Z.to_nat (hi - (last + 1) + 1))%nat by lia.
  rewrite sum_from_split. f_equal. f_equal. lia.
Qed.

Lemma sum_none : forall lo hi (f : Z -> R), (hi < lo)%Z -> sum lo hi f = 0.
Proof. intros lo hi f H. unfold sum. replace (Z.to_nat (hi - lo + 1)) with 0%nat by lia. reflexivity. Qed.

Lemma sum_one : forall lo (f : Z -> R), sum lo lo f = f lo.
Proof. intros lo f. unfold sum. replace (Z.to_nat (lo - lo + 1)) with 1%nat by lia. simpl. lra. Qed.

Lemma sum_single : forall lo hi at_ (f : Z -> R), lo = at_ -> hi = at_ -> sum lo hi f = f at_.
Proof. intros. subst. apply sum_one. Qed.

Lemma sum_ends : forall lo hi lo' hi' (f : Z -> R), lo = lo' -> hi = hi' -> sum lo hi f = sum lo' hi' f.
Proof. intros. subst. reflexivity. Qed.

Lemma sum_zero : forall lo hi, sum lo hi (fun _ => 0) = 0.
Proof.
  intros lo hi. unfold sum. generalize (Z.to_nat (hi - lo + 1)). intro n. revert lo.
  induction n as [|n IH]; intro lo; simpl; [reflexivity|rewrite IH; lra].
Qed.

Lemma sum_plus : forall lo hi (f g : Z -> R), sum lo hi (fun j => f j + g j) = sum lo hi f + sum lo hi g.
Proof.
  intros lo hi f g. unfold sum. generalize (Z.to_nat (hi - lo + 1)). intro n. revert lo.
  induction n as [|n IH]; intro lo; simpl; [lra|rewrite IH; lra].
Qed.

Lemma sum_times : forall lo hi c (f : Z -> R), sum lo hi (fun j => c * f j) = c * sum lo hi f.
Proof.
  intros lo hi c f. unfold sum. generalize (Z.to_nat (hi - lo + 1)). intro n. revert lo.
  induction n as [|n IH]; intro lo; simpl; [lra|rewrite IH; lra].
Qed.

Lemma sum_minus : forall lo hi (f g : Z -> R), sum lo hi (fun j => f j - g j) = sum lo hi f - sum lo hi g.
Proof.
  intros lo hi f g. unfold sum. generalize (Z.to_nat (hi - lo + 1)). intro n. revert lo.
  induction n as [|n IH]; intro lo; simpl; [lra|rewrite IH; lra].
Qed.

(* Induction over a range of integers. *)

Lemma induction_over_range : forall (P : Z -> Prop) (lo hi : Z), P lo ->
  (forall j, (lo <= j)%Z -> (j < hi)%Z -> P j -> P (j + 1)%Z) -> forall j, (lo <= j)%Z -> (j <= hi)%Z -> P j.
Proof.
  intros P lo hi base step j A B.
  replace j with (lo + Z.of_nat (Z.to_nat (j - lo)))%Z by lia.
  assert (C : (lo + Z.of_nat (Z.to_nat (j - lo)) <= hi)%Z) by lia. revert C.
  generalize (Z.to_nat (j - lo)). intro n. induction n as [|n IH]; intro C.
  - replace (lo + Z.of_nat 0)%Z with lo by lia. exact base.
  - replace (lo + Z.of_nat (S n))%Z with (lo + Z.of_nat n + 1)%Z by lia. apply step; [lia|lia|]. apply IH. lia.
Qed.

(* Order and minima, of functions on closed ranges of real numbers and of integers. *)

Definition nondecreasing (f : R -> R) lo hi := forall y z, lo <= y -> y <= z -> z <= hi -> f y <= f z.
Definition nonincreasing (f : R -> R) lo hi := forall y z, lo <= y -> y <= z -> z <= hi -> f z <= f y.
Definition increasing (f : R -> R) lo hi := forall y z, lo <= y -> y < z -> z <= hi -> f y < f z.
Definition decreasing (f : R -> R) lo hi := forall y z, lo <= y -> y < z -> z <= hi -> f z < f y.
Definition minimises p (f : R -> R) lo hi := lo <= p /\ p <= hi /\ forall y, lo <= y -> y <= hi -> f p <= f y.
Definition convex (f : R -> R) lo hi := forall y z w, lo <= y -> y <= hi -> lo <= z -> z <= hi -> 0 <= w -> w <= 1 ->
  f ((1 - w) * y + w * z) <= (1 - w) * f y + w * f z.

Definition nondecreasing_z (f : Z -> R) lo hi := forall y z, (lo <= y)%Z -> (y <= z)%Z -> (z <= hi)%Z -> f y <= f z.
Definition nonincreasing_z (f : Z -> R) lo hi := forall y z, (lo <= y)%Z -> (y <= z)%Z -> (z <= hi)%Z -> f z <= f y.
Definition increasing_z (f : Z -> R) lo hi := forall y z, (lo <= y)%Z -> (y < z)%Z -> (z <= hi)%Z -> f y < f z.
Definition decreasing_z (f : Z -> R) lo hi := forall y z, (lo <= y)%Z -> (y < z)%Z -> (z <= hi)%Z -> f z < f y.
Definition minimises_z p (f : Z -> R) lo hi :=
  (lo <= p)%Z /\ (p <= hi)%Z /\ forall y, (lo <= y)%Z -> (y <= hi)%Z -> f p <= f y.

(* Clocks: a rises from first at lo to last at hi; b is its inverse, lo below first and hi above last. *)

Definition clock (a b : R -> R) lo hi first last :=
  lo <= hi /\ increasing a lo hi /\ a lo = first /\ a hi = last /\
  (forall x, x < first -> b x = lo) /\ (forall x, last < x -> b x = hi) /\
  (forall x, first <= x -> x <= last -> lo <= b x /\ b x <= hi /\ a (b x) = x).

Lemma clock_rises : forall a b lo hi first last, clock a b lo hi first last -> nondecreasing a lo hi.
Proof.
  intros a b lo hi first last (_ & up & _) y z A B C.
  destruct B as [B|B]; [apply Rlt_le, up; assumption|subst; lra].
Qed.

Lemma clock_within : forall a b lo hi first last u, clock a b lo hi first last -> lo <= u -> u <= hi ->
  first <= a u /\ a u <= last.
Proof.
  intros a b lo hi first last u H A B. pose proof (clock_rises _ _ _ _ _ _ H) as up.
  destruct H as (C & _ & E & F & _). subst. split; apply up; lra.
Qed.

Lemma clock_order : forall a b lo hi first last u v, clock a b lo hi first last ->
  lo <= u -> u <= hi -> lo <= v -> v <= hi -> (u <= v <-> a u <= a v).
Proof.
  intros a b lo hi first last u v H A B C D. split; intro E.
  - apply (clock_rises _ _ _ _ _ _ H); assumption.
  - destruct (Rle_lt_dec u v) as [F|F]; [exact F|]. destruct H as (_ & up & _).
    specialize (up v u C F B). lra.
Qed.

Lemma clock_reading : forall a b lo hi first last u x, clock a b lo hi first last ->
  lo <= u -> u <= hi -> first <= x -> (u <= b x <-> a u <= x).
Proof.
  intros a b lo hi first last u x H A B C.
  destruct (Rle_lt_dec x last) as [D|D].
  - pose proof H as H'. destruct H' as (_ & _ & _ & _ & _ & _ & mid). destruct (mid x C D) as (E & F & G).
    rewrite <- G at 2. apply (clock_order _ _ _ _ _ _ _ _ H); assumption.
  - pose proof (clock_within _ _ _ _ _ _ u H A B). destruct H as (_ & _ & _ & _ & _ & above & _).
    rewrite (above x D). split; intros; lra.
Qed.

Lemma clock_back : forall a b lo hi first last x, clock a b lo hi first last -> first <= x -> x <= last ->
  lo <= b x /\ b x <= hi /\ a (b x) = x.
Proof. intros a b lo hi first last x (_ & _ & _ & _ & _ & _ & mid) A B. exact (mid x A B). Qed.

Lemma clock_nondecreasing : forall a b lo hi first last f, clock a b lo hi first last ->
  (nondecreasing f first last <-> nondecreasing (fun u => f (a u)) lo hi).
Proof.
  intros a b lo hi first last f H. split; intros G y z A B C.
  - pose proof (clock_within _ _ _ _ _ _ y H). pose proof (clock_within _ _ _ _ _ _ z H).
    apply G; try (apply (clock_rises _ _ _ _ _ _ H)); lra.
  - destruct (clock_back _ _ _ _ _ _ y H) as (D & E & F); [lra|lra|].
    destruct (clock_back _ _ _ _ _ _ z H) as (D' & E' & F'); [lra|lra|].
    rewrite <- F, <- F'. apply (G (b y) (b z)); try assumption.
    apply (clock_order _ _ _ _ _ _ _ _ H); lra.
Qed.

Lemma clock_nonincreasing : forall a b lo hi first last f, clock a b lo hi first last ->
  (nonincreasing f first last <-> nonincreasing (fun u => f (a u)) lo hi).
Proof.
  intros a b lo hi first last f H. split; intros G y z A B C.
  - pose proof (clock_within _ _ _ _ _ _ y H). pose proof (clock_within _ _ _ _ _ _ z H).
    apply G; try (apply (clock_rises _ _ _ _ _ _ H)); lra.
  - destruct (clock_back _ _ _ _ _ _ y H) as (D & E & F); [lra|lra|].
    destruct (clock_back _ _ _ _ _ _ z H) as (D' & E' & F'); [lra|lra|].
    rewrite <- F, <- F'. apply (G (b y) (b z)); try assumption.
    apply (clock_order _ _ _ _ _ _ _ _ H); lra.
Qed.

Lemma clock_minimises : forall a b lo hi first last f p, clock a b lo hi first last ->
  first <= p -> p <= last -> (minimises p f first last <-> minimises (b p) (fun u => f (a u)) lo hi).
Proof.
  intros a b lo hi first last f p H P Q. destruct (clock_back _ _ _ _ _ _ p H P Q) as (D & E & F).
  split; intros (A & B & G); (split; [assumption|split; [assumption|]]); intros y C C'.
  - rewrite F. pose proof (clock_within _ _ _ _ _ _ y H C C'). apply G; lra.
  - destruct (clock_back _ _ _ _ _ _ y H C C') as (D' & E' & F'). rewrite <- F, <- F'. apply G; assumption.
Qed.

(* To look from the other end. *)

Lemma nonincreasing_backward : forall f lo hi,
  nondecreasing f lo hi <-> nonincreasing (fun t => f (hi - t)) 0 (hi - lo).
Proof.
  intros f lo hi. split; intros G y z A B C.
  - apply G; lra.
  - specialize (G (hi - z) (hi - y)). simpl in G.
    replace (hi - (hi - z)) with z in G by lra. replace (hi - (hi - y)) with y in G by lra. apply G; lra.
Qed.

Lemma nondecreasing_backward : forall f lo hi,
  nonincreasing f lo hi <-> nondecreasing (fun t => f (hi - t)) 0 (hi - lo).
Proof.
  intros f lo hi. split; intros G y z A B C.
  - apply G; lra.
  - specialize (G (hi - z) (hi - y)). simpl in G.
    replace (hi - (hi - z)) with z in G by lra. replace (hi - (hi - y)) with y in G by lra. apply G; lra.
Qed.

Lemma minimises_backward : forall f p lo hi,
  minimises p f lo hi <-> minimises (hi - p) (fun t => f (hi - t)) 0 (hi - lo).
Proof.
  intros f p lo hi. unfold minimises. split; intros (A & B & G); split; try lra; (split; [lra|]); intros y C D.
  - replace (hi - (hi - p)) with p by lra. apply G; lra.
  - specialize (G (hi - y)). replace (hi - (hi - p)) with p in G by lra. replace (hi - (hi - y)) with y in G by lra.
    apply G; lra.
Qed.

(* Derivatives on a closed interval, one-sided at its ends. *)

Definition derivative_on (f g : R -> R) lo hi := forall x, lo <= x -> x <= hi -> forall eps, 0 < eps ->
  exists delta, 0 < delta /\ forall y, lo <= y -> y <= hi -> Rabs (y - x) < delta ->
  Rabs (f y - f x - g x * (y - x)) <= eps * Rabs (y - x).

Lemma derivative_everywhere : forall f g lo hi,
  (forall x, lo <= x -> x <= hi -> derivable_pt_lim f x (g x)) -> derivative_on f g lo hi.
Proof.
  intros f g lo hi H x A B eps P. destruct (H x A B eps P) as [delta D].
  exists delta. split; [apply cond_pos|]. intros y _ _ C.
  destruct (Req_dec y x) as [E|E]; [subst; replace (f x - f x - g x * (x - x)) with 0 by ring; rewrite Rabs_R0;
    apply Rmult_le_pos; [lra|apply Rabs_pos]|].
  specialize (D (y - x) ltac:(lra) C). replace (x + (y - x)) with y in D by lra.
  replace (f y - f x - g x * (y - x)) with (((f y - f x) / (y - x) - g x) * (y - x)) by (field; lra).
  rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|lra].
Qed.

Lemma within : forall x a, Rabs x <= a -> - a <= x /\ x <= a.
Proof. intros x a. unfold Rabs. destruct (Rcase_abs x); lra. Qed.

(* A function with a derivative on an interval, continued by straight lines. *)

Definition continued (f g : R -> R) lo hi y :=
  if Rlt_dec y lo then f lo + g lo * (y - lo) else if Rlt_dec hi y then f hi + g hi * (y - hi) else f y.

Lemma continued_derivative : forall f g lo hi, lo < hi -> derivative_on f g lo hi ->
  forall x, lo <= x -> x <= hi -> derivable_pt_lim (continued f g lo hi) x (g x).
Proof.
  intros f g lo hi L H x A B eps P. destruct (H x A B (eps / 2) ltac:(lra)) as (d & D & E).
  assert (exists r, 0 < r /\ r <= d /\ (lo < x -> r <= x - lo) /\ (x < hi -> r <= hi - x)) as (r & R0 & R1 & R2 & R3).
  { destruct (Rle_lt_or_eq_dec lo x A); destruct (Rle_lt_or_eq_dec x hi B).
    - exists (Rmin d (Rmin (x - lo) (hi - x))). pose proof (Rmin_l d (Rmin (x - lo) (hi - x))).
      pose proof (Rmin_r d (Rmin (x - lo) (hi - x))). pose proof (Rmin_l (x - lo) (hi - x)).
      pose proof (Rmin_r (x - lo) (hi - x)). repeat split; intros; try lra. repeat apply Rmin_glb_lt; lra.
    - exists (Rmin d (x - lo)). pose proof (Rmin_l d (x - lo)). pose proof (Rmin_r d (x - lo)).
      repeat split; intros; try lra. apply Rmin_glb_lt; lra.
    - exists (Rmin d (hi - x)). pose proof (Rmin_l d (hi - x)). pose proof (Rmin_r d (hi - x)).
      repeat split; intros; try lra. apply Rmin_glb_lt; lra.
    - exists d. repeat split; intros; lra. }
  exists (mkposreal r R0). intros h N C. simpl in C.
  assert (Rabs (continued f g lo hi (x + h) - continued f g lo hi x - g x * h) <= eps / 2 * Rabs h) as F.
  { unfold continued at 2. destruct (Rlt_dec x lo); [lra|]. destruct (Rlt_dec hi x); [lra|].
    unfold continued. destruct (Rlt_dec (x + h) lo) as [G|G].
    - assert (x = lo) as -> by (destruct (Rle_lt_or_eq_dec lo x A) as [K|K]; [|lra];
        apply Rabs_def2 in C; specialize (R2 K); lra).
      replace (f lo + g lo * (lo + h - lo) - f lo - g lo * h) with 0 by ring. rewrite Rabs_R0.
      pose proof (Rabs_pos h). nra.
    - destruct (Rlt_dec hi (x + h)) as [K|K].
      + assert (x = hi) as -> by (destruct (Rle_lt_or_eq_dec x hi B) as [M|M]; [|lra];
          apply Rabs_def2 in C; specialize (R3 M); lra).
        replace (f hi + g hi * (hi + h - hi) - f hi - g hi * h) with 0 by ring. rewrite Rabs_R0.
        pose proof (Rabs_pos h). nra.
      + specialize (E (x + h)). replace (x + h - x) with h in E by ring. apply E; lra. }
  replace ((continued f g lo hi (x + h) - continued f g lo hi x) / h - g x)
    with ((continued f g lo hi (x + h) - continued f g lo hi x - g x * h) / h) by (field; exact N).
  unfold Rdiv. rewrite Rabs_mult, Rabs_inv. pose proof (Rabs_pos_lt h N) as Q.
  apply Rmult_lt_reg_r with (Rabs h); [exact Q|]. rewrite Rmult_assoc, Rinv_l by lra. nra.
Qed.

Lemma derivative_within : forall f g lo hi a b, derivative_on f g lo hi -> lo <= a -> b <= hi -> derivative_on f g a b.
Proof.
  intros f g lo hi a b H A B x C D eps P. destruct (H x ltac:(lra) ltac:(lra) eps P) as (d & E & F).
  exists d. split; [assumption|]. intros. apply F; lra.
Qed.

Lemma mean_value : forall f g lo hi a b, derivative_on f g lo hi -> lo <= a -> a < b -> b <= hi ->
  exists c, a < c /\ c < b /\ f b - f a = g c * (b - a).
Proof.
  intros f g lo hi a b H A B C. pose proof (derivative_within _ _ _ _ a b H A C) as D.
  destruct (MVT_cor2 (continued f g a b) g a b B) as (c & E & F & G).
  { intros x [X Y]. apply continued_derivative; assumption. }
  exists c. repeat split; try assumption. rewrite <- E. unfold continued.
  destruct (Rlt_dec b a); [lra|]. destruct (Rlt_dec b b); [lra|]. destruct (Rlt_dec a a); [lra|].
  destruct (Rlt_dec b a); [lra|]. reflexivity.
Qed.

Lemma rises_by_slope : forall f g lo hi, derivative_on f g lo hi ->
  (forall x, lo <= x -> x <= hi -> lo < x -> x < hi -> 0 <= g x) -> nondecreasing f lo hi.
Proof.
  intros f g lo hi H S y z A [B|B] C; [|subst; lra].
  destruct (mean_value _ _ _ _ y z H A B C) as (c & D & E & F).
  assert (0 <= g c) by (apply S; lra). nra.
Qed.

Lemma falls_by_slope : forall f g lo hi, derivative_on f g lo hi ->
  (forall x, lo <= x -> x <= hi -> lo < x -> x < hi -> g x <= 0) -> nonincreasing f lo hi.
Proof.
  intros f g lo hi H S y z A [B|B] C; [|subst; lra].
  destruct (mean_value _ _ _ _ y z H A B C) as (c & D & E & F).
  assert (g c <= 0) by (apply S; lra). nra.
Qed.

Lemma increases_by_slope : forall f g lo hi, derivative_on f g lo hi ->
  (forall x, lo <= x -> x <= hi -> lo < x -> x < hi -> 0 < g x) -> increasing f lo hi.
Proof.
  intros f g lo hi H S y z A B C.
  destruct (mean_value _ _ _ _ y z H A B C) as (c & D & E & F).
  assert (0 < g c) by (apply S; lra). nra.
Qed.

Lemma decreases_by_slope : forall f g lo hi, derivative_on f g lo hi ->
  (forall x, lo <= x -> x <= hi -> lo < x -> x < hi -> g x < 0) -> decreasing f lo hi.
Proof.
  intros f g lo hi H S y z A B C.
  destruct (mean_value _ _ _ _ y z H A B C) as (c & D & E & F).
  assert (g c < 0) by (apply S; lra). nra.
Qed.

(* Convexity. *)

Lemma convex_by_slopes : forall f g h lo hi, derivative_on f g lo hi -> derivative_on g h lo hi ->
  (forall x, lo <= x -> x <= hi -> lo < x -> x < hi -> 0 <= h x) -> convex f lo hi.
Proof.
  intros f g h lo hi F G S. pose proof (rises_by_slope _ _ _ _ G S) as up.
  assert (ordered : forall y z w, lo <= y -> y < z -> z <= hi -> 0 <= w -> w <= 1 ->
    f ((1 - w) * y + w * z) <= (1 - w) * f y + w * f z).
  { intros y z w A B C [D|D] [E|E].
    - set (m := (1 - w) * y + w * z). assert (y < m /\ m < z) as [M N] by (unfold m; nra).
      destruct (mean_value _ _ _ _ y m F) as (c & P & Q & K); [lra|lra|lra|].
      destruct (mean_value _ _ _ _ m z F) as (d & P' & Q' & K'); [lra|lra|lra|].
      pose proof (up c d ltac:(lra) ltac:(lra) ltac:(lra)) as U.
      replace (m - y) with (w * (z - y)) in K by (unfold m; ring).
      replace (z - m) with ((1 - w) * (z - y)) in K' by (unfold m; ring).
      assert (0 <= w * (1 - w) * (z - y)) by (apply Rmult_le_pos; [apply Rmult_le_pos|]; lra).
      nra.
    - subst w. replace ((1 - 1) * y + 1 * z) with z by ring. lra.
    - subst w. replace ((1 - 0) * y + 0 * z) with y by ring. lra.
    - lra. }
  intros y z w A B C D E E'. destruct (Rtotal_order y z) as [K|[K|K]].
  - apply ordered; assumption.
  - subst z. replace ((1 - w) * y + w * y) with y by ring. lra.
  - replace ((1 - w) * y + w * z) with ((1 - (1 - w)) * z + (1 - w) * y) by ring.
    apply Rle_trans with ((1 - (1 - w)) * f z + (1 - w) * f y); [apply ordered; lra|right; ring].
Qed.

Lemma above_tangent : forall f g lo hi p y, convex f lo hi -> derivative_on f g lo hi ->
  lo <= p -> p <= hi -> lo <= y -> y <= hi -> f p + g p * (y - p) <= f y.
Proof.
  intros f g lo hi p y V D A B A' B'. destruct (Req_dec y p) as [->|N]; [lra|].
  apply Rnot_lt_le. intro C. set (gap := f p + g p * (y - p) - f y). assert (0 < gap) by (unfold gap; lra).
  pose proof (Rabs_pos_lt (y - p) ltac:(lra)) as Q.
  set (eps := gap / (2 * Rabs (y - p))). assert (0 < eps) by (unfold eps; apply Rdiv_lt_0_compat; lra).
  destruct (D p A B eps ltac:(assumption)) as (d & E & F).
  set (w := Rmin (1 / 2) (d / (2 * Rabs (y - p)))).
  assert (0 < d / (2 * Rabs (y - p))) by (apply Rdiv_lt_0_compat; lra).
  assert (W : 0 < w) by (unfold w; apply Rmin_glb_lt; lra).
  assert (W1 : w <= 1 / 2) by apply Rmin_l. assert (W2 : w <= d / (2 * Rabs (y - p))) by apply Rmin_r.
  assert (W3 : w * Rabs (y - p) < d).
  { apply Rle_lt_trans with (d / (2 * Rabs (y - p)) * Rabs (y - p)); [apply Rmult_le_compat_r; lra|].
    replace (d / (2 * Rabs (y - p)) * Rabs (y - p)) with (d / 2) by (field; lra). lra. }
  pose proof (V p y w A B A' B' ltac:(lra) ltac:(lra)) as K.
  set (m := (1 - w) * p + w * y) in *. assert (M : m - p = w * (y - p)) by (unfold m; ring).
  assert (Rabs (m - p) = w * Rabs (y - p)) as M'.
  { rewrite M, Rabs_mult, (Rabs_pos_eq w) by lra. reflexivity. }
  assert (lo <= m /\ m <= hi) as [M1 M2] by (unfold m; nra).
  specialize (F m M1 M2 ltac:(lra)). rewrite M', M in F.
  assert (eps * (w * Rabs (y - p)) = w * gap / 2) as G by (unfold eps; field; lra).
  rewrite G in F. apply within in F. destruct F as [F _]. unfold gap in *. nra.
Qed.

Lemma falls_somewhere : forall f g lo hi p, derivative_on f g lo hi -> lo <= p -> p < hi -> g p < 0 ->
  exists y, lo <= y /\ y <= hi /\ f y < f p.
Proof.
  intros f g lo hi p D A B N. destruct (D p A ltac:(lra) (- g p / 2) ltac:(lra)) as (d & E & F).
  set (r := Rmin (d / 2) (hi - p)). assert (0 < r) by (unfold r; apply Rmin_glb_lt; lra).
  assert (r <= d / 2) by apply Rmin_l. assert (r <= hi - p) by apply Rmin_r.
  exists (p + r). split; [lra|]. split; [lra|]. specialize (F (p + r) ltac:(lra) ltac:(lra)).
  replace (p + r - p) with r in F by ring. rewrite (Rabs_pos_eq r) in F by lra. specialize (F ltac:(lra)).
  apply within in F. nra.
Qed.

Lemma falls_before : forall f g lo hi p, derivative_on f g lo hi -> lo < p -> p <= hi -> 0 < g p ->
  exists y, lo <= y /\ y <= hi /\ f y < f p.
Proof.
  intros f g lo hi p D A B N. destruct (D p ltac:(lra) B (g p / 2) ltac:(lra)) as (d & E & F).
  set (r := Rmin (d / 2) (p - lo)). assert (0 < r) by (unfold r; apply Rmin_glb_lt; lra).
  assert (r <= d / 2) by apply Rmin_l. assert (r <= p - lo) by apply Rmin_r.
  exists (p - r). split; [lra|]. split; [lra|]. specialize (F (p - r) ltac:(lra) ltac:(lra)).
  replace (p - r - p) with (- r) in F by ring. rewrite Rabs_Ropp, (Rabs_pos_eq r) in F by lra.
  specialize (F ltac:(lra)). apply within in F. nra.
Qed.

Lemma least_at_lower : forall f g lo hi, lo < hi -> convex f lo hi -> derivative_on f g lo hi ->
  (minimises lo f lo hi <-> 0 <= g lo).
Proof.
  intros f g lo hi L V D. split.
  - intros (_ & _ & M). apply Rnot_lt_le. intro N.
    destruct (falls_somewhere f g lo hi lo D ltac:(lra) L N) as (y & A & B & C). specialize (M y A B). lra.
  - intro S. split; [lra|]. split; [lra|]. intros y A B.
    pose proof (above_tangent f g lo hi lo y V D ltac:(lra) ltac:(lra) A B). nra.
Qed.

Lemma least_at_upper : forall f g lo hi, lo < hi -> convex f lo hi -> derivative_on f g lo hi ->
  (minimises hi f lo hi <-> g hi <= 0).
Proof.
  intros f g lo hi L V D. split.
  - intros (_ & _ & M). apply Rnot_lt_le. intro N.
    destruct (falls_before f g lo hi hi D L ltac:(lra) N) as (y & A & B & C). specialize (M y A B). lra.
  - intro S. split; [lra|]. split; [lra|]. intros y A B.
    pose proof (above_tangent f g lo hi hi y V D ltac:(lra) ltac:(lra) A B). nra.
Qed.

Lemma least_inside : forall f g lo hi p, lo < p -> p < hi -> convex f lo hi -> derivative_on f g lo hi ->
  (minimises p f lo hi <-> 0 <= g p /\ g p <= 0).
Proof.
  intros f g lo hi p L U V D. split.
  - intros (_ & _ & M). split; apply Rnot_lt_le; intro N.
    + destruct (falls_somewhere f g lo hi p D ltac:(lra) U N) as (y & A & B & C). specialize (M y A B). lra.
    + destruct (falls_before f g lo hi p D L ltac:(lra) N) as (y & A & B & C). specialize (M y A B). lra.
  - intros [S S']. split; [lra|]. split; [lra|]. intros y A B.
    pose proof (above_tangent f g lo hi p y V D ltac:(lra) ltac:(lra) A B). nra.
Qed.

Lemma convex_rises : forall f g lo hi, lo < hi -> convex f lo hi -> derivative_on f g lo hi ->
  (nondecreasing f lo hi <-> 0 <= g lo).
Proof.
  intros f g lo hi L V D. split.
  - intro M. apply (least_at_lower f g lo hi L V D). split; [lra|]. split; [lra|]. intros y A B. apply M; lra.
  - intros S y z A B C. destruct (Req_dec z y) as [->|N]; [lra|].
    pose proof (above_tangent f g lo hi lo y V D ltac:(lra) ltac:(lra) A ltac:(lra)) as T1.
    pose proof (above_tangent f g lo hi y z V D A ltac:(lra) ltac:(lra) C) as T2.
    pose proof (above_tangent f g lo hi y lo V D A ltac:(lra) ltac:(lra) ltac:(lra)) as T3.
    destruct (Req_dec y lo) as [->|N']; [nra|].
    assert (0 <= g y) by (apply Rnot_lt_le; intro K; assert (0 <= (g lo - g y) * (y - lo)) by nra; nra). nra.
Qed.

Lemma convex_falls : forall f g lo hi, lo < hi -> convex f lo hi -> derivative_on f g lo hi ->
  (nonincreasing f lo hi <-> g hi <= 0).
Proof.
  intros f g lo hi L V D. split.
  - intro M. apply (least_at_upper f g lo hi L V D). split; [lra|]. split; [lra|]. intros y A B. apply M; lra.
  - intros S y z A B C. destruct (Req_dec z y) as [->|N]; [lra|].
    pose proof (above_tangent f g lo hi hi z V D ltac:(lra) ltac:(lra) ltac:(lra) C) as T1.
    pose proof (above_tangent f g lo hi z y V D ltac:(lra) C A ltac:(lra)) as T2.
    pose proof (above_tangent f g lo hi z hi V D ltac:(lra) C ltac:(lra) ltac:(lra)) as T3.
    destruct (Req_dec z hi) as [->|N']; [nra|].
    assert (g z <= 0) by (apply Rnot_lt_le; intro K; assert ((g z - g hi) * (hi - z) <= 0) by nra; nra). nra.
Qed.

(* The rules of differentiation. *)

Lemma d_constant : forall c x, derivable_pt_lim (fun _ => c) x 0.
Proof. intros. apply derivable_pt_lim_const. Qed.

Lemma d_variable : forall x, derivable_pt_lim (fun y => y) x 1.
Proof. intros. apply derivable_pt_lim_id. Qed.

Lemma d_plus : forall f g x a b, derivable_pt_lim f x a -> derivable_pt_lim g x b ->
  derivable_pt_lim (fun y => f y + g y) x (a + b).
Proof. intros. apply (derivable_pt_lim_plus f g); assumption. Qed.

Lemma d_minus : forall f g x a b, derivable_pt_lim f x a -> derivable_pt_lim g x b ->
  derivable_pt_lim (fun y => f y - g y) x (a - b).
Proof. intros. apply (derivable_pt_lim_minus f g); assumption. Qed.

Lemma d_opposite : forall f x a, derivable_pt_lim f x a -> derivable_pt_lim (fun y => - f y) x (- a).
Proof. intros. apply (derivable_pt_lim_opp f); assumption. Qed.

Lemma d_times : forall f g x a b, derivable_pt_lim f x a -> derivable_pt_lim g x b ->
  derivable_pt_lim (fun y => f y * g y) x (a * g x + f x * b).
Proof. intros. apply (derivable_pt_lim_mult f g); assumption. Qed.

Lemma d_power : forall f x a n, derivable_pt_lim f x a ->
  derivable_pt_lim (fun y => f y ^ n) x (INR n * f x ^ pred n * a).
Proof.
  intros f x a n H. apply (derivable_pt_lim_comp f (fun y => y ^ n)); [assumption|]. apply derivable_pt_lim_pow.
Qed.

Lemma d_root : forall f x a, derivable_pt_lim f x a -> 0 < f x ->
  derivable_pt_lim (fun y => sqrt (f y)) x (1 / 2 * / sqrt (f x) * a).
Proof.
  intros f x a H P. replace (1 / 2 * / sqrt (f x)) with (/ (2 * sqrt (f x))).
  2: { pose proof (sqrt_lt_R0 _ P). field. lra. } apply (derivable_pt_lim_comp f sqrt); [assumption|]. apply derivable_pt_lim_sqrt, P.
Qed.

Lemma d_inverse : forall f x a, derivable_pt_lim f x a -> f x <> 0 ->
  derivable_pt_lim (fun y => / f y) x (- (a * (/ f x) ^ 2)).
Proof.
  intros f x a H N. pose proof (derivable_pt_lim_div (fun _ => 1) f x 0 a (d_constant 1 x) H N) as D.
  replace (- (a * (/ f x) ^ 2)) with ((0 * f x - a * 1) / Rsqr (f x)) by (unfold Rsqr; field; assumption).
  intros eps P. destruct (D eps P) as [d E]. exists d. intros h A B. specialize (E h A B).
  unfold div_fct, Rdiv in E. rewrite !Rmult_1_l in E. exact E.
Qed.

Lemma d_exp : forall f x a, derivable_pt_lim f x a -> derivable_pt_lim (fun y => exp (f y)) x (exp (f x) * a).
Proof. intros f x a H. apply (derivable_pt_lim_comp f exp); [assumption|]. apply derivable_pt_lim_exp. Qed.

Lemma d_log : forall f x a, derivable_pt_lim f x a -> 0 < f x -> derivable_pt_lim (fun y => ln (f y)) x (/ f x * a).
Proof. intros f x a H P. apply (derivable_pt_lim_comp f ln); [assumption|]. apply derivable_pt_lim_ln, P. Qed.

Lemma d_sum : forall lo hi (f : Z -> R -> R) (g : Z -> R) x,
  (forall j, (lo <= j)%Z -> (j <= hi)%Z -> derivable_pt_lim (f j) x (g j)) ->
  derivable_pt_lim (fun y => sum lo hi (fun j => f j y)) x (sum lo hi g).
Proof.
  intros lo hi f g x H. unfold sum.
  assert (K : forall j, (lo <= j)%Z -> (j < lo + Z.of_nat (Z.to_nat (hi - lo + 1)))%Z -> derivable_pt_lim (f j) x (g j)).
  { intros j A B. apply H; lia. }
  clear H. remember (Z.to_nat (hi - lo + 1)) as n eqn:E. clear E. revert lo K.
  induction n as [|n IH]; intros lo K; simpl; [apply d_constant|].
  apply (d_plus (f lo) (fun y => sum_from (lo + 1) n (fun j => f j y))); [apply K; lia|].
  apply IH. intros j A B. apply K; lia.
Qed.

Lemma d_is : forall f x a b, derivable_pt_lim f x a -> a = b -> derivable_pt_lim f x b.
Proof. intros; subst; assumption. Qed.

(* Linear equations V' = p V + q. *)

Definition continuous_on (f : R -> R) lo hi := forall x, lo <= x -> x <= hi -> forall eps, 0 < eps ->
  exists delta, 0 < delta /\ forall y, lo <= y -> y <= hi -> Rabs (y - x) < delta -> Rabs (f y - f x) < eps.

Definition solves_linear (V p q : R -> R) start lo hi :=
  derivative_on V (fun t => p t * V t + q t) lo hi /\ continuous_on p lo hi /\ continuous_on q lo hi /\ V lo = start.

Definition clamp lo hi x := Rmax lo (Rmin hi x).

Ltac compare := repeat match goal with
  | |- context [Rle_dec ?a ?b] =>
    lazymatch constr:((a, b)) with context [Rle_dec] => fail | _ => destruct (Rle_dec a b) end
  end.

Lemma clamp_near : forall lo hi x y, Rabs (clamp lo hi y - clamp lo hi x) <= Rabs (y - x).
Proof.
  intros. unfold clamp, Rmax, Rmin.
  compare;
  unfold Rabs; repeat match goal with |- context [Rcase_abs ?a] => destruct (Rcase_abs a) end; lra.
Qed.

Lemma clamp_in : forall lo hi x, lo <= hi -> lo <= clamp lo hi x /\ clamp lo hi x <= hi.
Proof.
  intros. unfold clamp, Rmax, Rmin.
  compare; lra.
Qed.

Lemma clamp_id : forall lo hi x, lo <= x -> x <= hi -> clamp lo hi x = x.
Proof.
  intros. unfold clamp, Rmax, Rmin.
  compare; lra.
Qed.

Lemma clamp_continuous : forall f lo hi, lo <= hi -> continuous_on f lo hi -> continuity (fun y => f (clamp lo hi y)).
Proof.
  intros f lo hi L H x eps P. destruct (clamp_in lo hi x L) as [A B].
  destruct (H (clamp lo hi x) A B eps P) as (d & E & F). exists d. split; [exact E|].
  intros y [_ C]. simpl in *. unfold R_dist in *. destruct (clamp_in lo hi y L) as [A' B'].
  apply F; try assumption. eapply Rle_lt_trans; [apply clamp_near|exact C].
Qed.

Lemma bounded : forall f lo hi, lo <= hi -> continuous_on f lo hi ->
  exists K, forall x, lo <= x -> x <= hi -> f x <= K.
Proof.
  intros f lo hi L H. destruct (continuity_ab_maj (fun y => f (clamp lo hi y)) lo hi L) as (m & A & B).
  { intros x _. apply clamp_continuous; assumption. }
  exists (f (clamp lo hi m)). intros x C D. specialize (A x (conj C D)). simpl in A.
  rewrite (clamp_id lo hi x C D) in A. exact A.
Qed.

Lemma derivative_continuous : forall f g lo hi, derivative_on f g lo hi -> continuous_on f lo hi.
Proof.
  intros f g lo hi H x A B eps P. destruct (H x A B 1 ltac:(lra)) as (d & E & F).
  pose proof (Rabs_pos (g x)) as G.
  exists (Rmin d (eps / (2 + Rabs (g x)))). split.
  { apply Rmin_glb_lt; [exact E|]. apply Rdiv_lt_0_compat; lra. }
  intros y C D N. pose proof (Rmin_l d (eps / (2 + Rabs (g x)))). pose proof (Rmin_r d (eps / (2 + Rabs (g x)))).
  specialize (F y C D ltac:(lra)).
  assert (M : Rabs (y - x) * (2 + Rabs (g x)) < eps).
  { apply Rlt_le_trans with (eps / (2 + Rabs (g x)) * (2 + Rabs (g x))); [apply Rmult_lt_compat_r; lra|].
    right. field. lra. }
  replace (f y - f x) with ((f y - f x - g x * (y - x)) + g x * (y - x)) by ring.
  eapply Rle_lt_trans; [apply Rabs_triang|]. rewrite (Rabs_mult (g x)). pose proof (Rabs_pos (y - x)). nra.
Qed.

Lemma last_time : forall W lo t, lo <= t -> continuous_on W lo t -> 0 <= W lo -> W t < 0 ->
  exists s, lo <= s /\ s < t /\ 0 <= W s /\ forall u, s < u -> u <= t -> W u < 0.
Proof.
  intros W lo t L C S N.
  destruct (completeness (fun s => lo <= s /\ s <= t /\ 0 <= W s)) as [m [U M]].
  { exists t. intros s (_ & A & _). exact A. }
  { exists lo. repeat split; lra. }
  assert (A : lo <= m) by (apply U; repeat split; lra).
  assert (B : m <= t) by (apply M; intros s (_ & Q & _); exact Q).
  assert (P : 0 <= W m).
  { apply Rnot_lt_le. intro K. destruct (C m A B (- W m) ltac:(lra)) as (d & E & F).
    assert (m <= m - d); [|lra]. apply M. intros s (Q & Q' & Q''). apply Rnot_lt_le. intro Z.
    assert (s <= m) by (apply U; repeat split; lra).
    specialize (F s Q Q'). rewrite (Rabs_left1 (s - m)) in F by lra. specialize (F ltac:(lra)).
    apply Rabs_def2 in F. lra. }
  exists m. repeat split; try assumption.
  - destruct (Rle_lt_or_eq_dec m t B) as [K|K]; [exact K|]. subst. lra.
  - intros u K K'. apply Rnot_le_lt. intro Q. assert (u <= m) by (apply U; repeat split; lra). lra.
Qed.

Lemma derivative_times : forall f g a b lo hi, derivative_on f a lo hi -> derivative_on g b lo hi ->
  derivative_on (fun t => f t * g t) (fun t => a t * g t + f t * b t) lo hi.
Proof.
  intros f g a b lo hi F G x A B eps P.
  destruct (Rle_lt_dec hi lo) as [L|L].
  { exists 1. split; [lra|]. intros y C D _. replace y with x by lra.
    replace (f x * g x - f x * g x - (a x * g x + f x * b x) * (x - x)) with 0 by ring. rewrite Rabs_R0.
    apply Rmult_le_pos; [lra|apply Rabs_pos]. }
  pose proof (continued_derivative f a lo hi L F x A B) as DF.
  pose proof (continued_derivative g b lo hi L G x A B) as DG.
  pose proof (d_times _ _ _ _ _ DF DG) as D.
  assert (same : forall h k y, lo <= y -> y <= hi -> continued h k lo hi y = h y).
  { intros h k y C E. unfold continued. destruct (Rlt_dec y lo); [lra|]. destruct (Rlt_dec hi y); [lra|]. reflexivity. }
  rewrite !same in D by assumption. destruct (D eps P) as [d E].
  exists d. split; [apply cond_pos|]. intros y C C' N.
  destruct (Req_dec y x) as [->|M].
  { replace (f x * g x - f x * g x - (a x * g x + f x * b x) * (x - x)) with 0 by ring. rewrite Rabs_R0.
    apply Rmult_le_pos; [lra|apply Rabs_pos]. }
  specialize (E (y - x) ltac:(lra) N). replace (x + (y - x)) with y in E by ring. rewrite !same in E by assumption.
  replace (f y * g y - f x * g x - (a x * g x + f x * b x) * (y - x))
    with (((f y * g y - f x * g x) / (y - x) - (a x * g x + f x * b x)) * (y - x)) by (field; lra).
  rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|lra].
Qed.

Lemma stays_above : forall V p q start lo hi c, solves_linear V p q start lo hi ->
  (forall t, lo <= t -> t <= hi -> 0 <= p t * c + q t) -> c <= start -> forall t, lo <= t -> t <= hi -> c <= V t.
Proof.
  intros V p q start lo hi c (D & P & Q & S) H I t A B. apply Rnot_lt_le. intro N.
  destruct (bounded p lo hi ltac:(lra) P) as (K & M).
  assert (DW : derivative_on (fun u => V u - c) (fun u => p u * V u + q u) lo hi).
  { intros x X Y eps E. destruct (D x X Y eps E) as (d & F & G). exists d. split; [exact F|]. intros y C C' R.
    replace (V y - c - (V x - c) - (p x * V x + q x) * (y - x))
      with (V y - V x - (p x * V x + q x) * (y - x)) by ring.
    apply G; assumption. }
  destruct (last_time (fun u => V u - c) lo t A) as (s & S1 & S2 & S3 & S4); [|simpl; lra|lra|].
  { apply derivative_continuous with (fun u => p u * V u + q u). apply (derivative_within _ _ lo hi); [exact DW|lra|lra]. }
  assert (DE : derivative_on (fun u => exp (- K * u)) (fun u => exp (- K * u) * (0 * u + - K * 1)) lo hi).
  { apply derivative_everywhere. intros x _ _. apply (d_exp (fun u => - K * u)).
    apply (d_times (fun _ => - K) (fun u => u)); [apply d_constant|apply d_variable]. }
  pose proof (derivative_times _ _ _ _ _ _ DW DE) as DZ.
  assert (up : nondecreasing (fun u => (V u - c) * exp (- K * u)) s t).
  { eapply rises_by_slope; [apply (derivative_within _ _ lo hi s t DZ); lra|].
    intros x X1 X2 X3 X4. cbv beta. pose proof (S4 x X3 X2). pose proof (H x ltac:(lra) ltac:(lra)).
    pose proof (M x ltac:(lra) ltac:(lra)). pose proof (exp_pos (- K * x)) as E.
    replace ((p x * V x + q x) * exp (- K * x) + (V x - c) * (exp (- K * x) * (0 * x + - K * 1)))
      with (((p x * c + q x) + (p x - K) * (V x - c)) * exp (- K * x)) by ring.
    apply Rmult_le_pos; [|lra]. nra. }
  specialize (up s t ltac:(lra) ltac:(lra) ltac:(lra)). simpl in up.
  pose proof (exp_pos (- K * s)). pose proof (exp_pos (- K * t)). nra.
Qed.

Lemma stays_below : forall V p q start lo hi c, solves_linear V p q start lo hi ->
  (forall t, lo <= t -> t <= hi -> p t * c + q t <= 0) -> start <= c -> forall t, lo <= t -> t <= hi -> V t <= c.
Proof.
  intros V p q start lo hi c (D & P & Q & S) H I t A B.
  assert (- c <= - V t); [|lra].
  apply (stays_above (fun u => - V u) p (fun u => - q u) (- start) lo hi (- c)); try lra.
  - split; [|split; [exact P|split]].
    + intros x X Y eps E. destruct (D x X Y eps E) as (d & F & G). exists d. split; [exact F|]. intros y C C' R.
      replace (- V y - - V x - (p x * - V x + - q x) * (y - x)) with (- (V y - V x - (p x * V x + q x) * (y - x))) by ring.
      rewrite Rabs_Ropp. apply G; assumption.
    + intros x X Y eps E. destruct (Q x X Y eps E) as (d & F & G). exists d. split; [exact F|]. intros y C C' R.
      replace (- q y - - q x) with (- (q y - q x)) by ring. rewrite Rabs_Ropp. apply G; assumption.
    + simpl. rewrite S. reflexivity.
  - intros u X Y. specialize (H u X Y). lra.
Qed.

(* What is said of names to a prover of polynomial inequalities. *)

Lemma exp_below : forall a, a <= 0 <-> exp a <= 1.
Proof.
  intro a. rewrite <- exp_0. split; intro H.
  - destruct H as [H|H]; [apply Rlt_le, exp_increasing, H|subst; lra].
  - apply Rnot_lt_le. intro N. apply exp_increasing in N. lra.
Qed.

Lemma exp_above : forall a, 0 <= a <-> 1 <= exp a.
Proof.
  intro a. rewrite <- exp_0. split; intro H.
  - destruct H as [H|H]; [apply Rlt_le, exp_increasing, H|subst; lra].
  - apply Rnot_lt_le. intro N. apply exp_increasing in N. lra.
Qed.

Lemma abs_one : forall a, (0 <= a /\ Rabs a = a) \/ (a < 0 /\ Rabs a = - a).
Proof. intro a. unfold Rabs. destruct (Rcase_abs a); [right|left]; split; try reflexivity; lra. Qed.

Lemma inverse_positive : forall a, 0 <= a -> a <> 0 -> 0 < / a.
Proof. intros a A N. apply Rinv_0_lt_compat. lra. Qed.

Lemma max_left : forall a b, a <= Rmax a b. Proof. exact Rmax_l. Qed.
Lemma max_right : forall a b, b <= Rmax a b. Proof. exact Rmax_r. Qed.
Lemma max_one : forall a b, Rmax a b = a \/ Rmax a b = b.
Proof. intros a b. unfold Rmax. destruct (Rle_dec a b); auto. Qed.
Lemma min_left : forall a b, Rmin a b <= a. Proof. exact Rmin_l. Qed.
Lemma min_right : forall a b, Rmin a b <= b. Proof. exact Rmin_r. Qed.
Lemma min_one : forall a b, Rmin a b = a \/ Rmin a b = b.
Proof. intros a b. unfold Rmin. destruct (Rle_dec a b); auto. Qed.

Lemma case_yes : forall P (d : {P} + {~ P}) (x y : R), P -> (if d then x else y) = x.
Proof. intros P d x y H. destruct d as [A|A]; [reflexivity|destruct (A H)]. Qed.

Lemma case_no : forall P (d : {P} + {~ P}) (x y : R), ~ P -> (if d then x else y) = y.
Proof. intros P d x y H. destruct d as [A|A]; [destruct (H A)|reflexivity]. Qed.

Definition decide_or P Q (a : {P} + {~ P}) (b : {Q} + {~ Q}) : {P \/ Q} + {~ (P \/ Q)}.
Proof. destruct a; [left; tauto|]. destruct b; [left|right]; tauto. Defined.
Definition decide_and P Q (a : {P} + {~ P}) (b : {Q} + {~ Q}) : {P /\ Q} + {~ (P /\ Q)}.
Proof. destruct a; [|right; tauto]. destruct b; [left|right]; tauto. Defined.
Definition decide_not P (a : {P} + {~ P}) : {~ P} + {~ ~ P}.
Proof. destruct a; [right|left]; tauto. Defined.

(* Tactics: they only search; what they find is checked like everything else. *)

Ltac inside := solve [assumption | lia | lra | nra | apply Rgt_not_eq; lra | apply Rlt_not_eq; lra].

Ltac open_conjunctions := repeat match goal with H : _ /\ _ |- _ => destruct H end.

(* One way of each choice at a time; what decides an implication is decided. *)
Ltac choose_one := match goal with
  | H : _ /\ _ |- _ => destruct H
  | H : _ \/ _ |- _ => destruct H
  | H : _ <-> _ |- _ => destruct H
  | H : (?a <= ?b)%R -> _ |- _ => destruct (Rle_lt_dec a b) as [?D|?D]; [specialize (H D)|clear H]
  | H : (?a < ?b)%R -> _ |- _ => destruct (Rlt_le_dec a b) as [?D|?D]; [specialize (H D)|clear H]
  | H : ~ (?a <= ?b)%R |- _ => apply Rnot_le_lt in H
  | H : ~ (?a < ?b)%R |- _ => apply Rnot_lt_le in H
  | H : (?a <> ?b)%R |- _ => destruct (Rdichotomy a b H); clear H
  | H : ~ (_ /\ _) |- _ => idtac
  end.

Ltac split_goal := match goal with
  | |- _ /\ _ => split
  | |- _ <-> _ => split; intro
  | |- ~ _ => intro
  | |- _ -> _ => intro
  | |- (_ <> _)%R => intro
  end.

(* A goal that is a choice: the comparisons in it are decided one by one. *)
Ltac decide_in P := match P with
  | ?A /\ ?B => decide_in A; decide_in B
  | ?A \/ ?B => decide_in A; decide_in B
  | (?a <= ?b)%R => destruct (Rle_lt_dec a b)
  | (?a < ?b)%R => destruct (Rlt_le_dec a b)
  | _ => idtac
  end.

Ltac goal_choice := match goal with |- ?A \/ ?B => decide_in (A \/ B); try tauto; exfalso end.

Ltac arithmetic := intros; repeat split_goal; try solve [assumption | lia | lra];
  try goal_choice; try solve [lra | nra]; repeat choose_one; repeat split_goal; solve [lra | lia | nra | tauto].

(* The slope of a function, left open until it is known; side conditions are among what is known. *)
Ltac side := first [assumption | match goal with H : forall _ : Z, _ |- _ => apply H; assumption end
  | apply Rgt_not_eq, sqrt_lt_R0; side | inside].
Ltac derive := first
  [ eassumption
  | apply d_constant
  | apply d_variable
  | eapply d_plus; derive
  | eapply d_minus; derive
  | eapply d_opposite; derive
  | eapply d_times; derive
  | eapply d_power; derive
  | eapply d_root; [derive | side]
  | eapply d_inverse; [derive | side]
  | eapply d_exp; derive
  | eapply d_log; [derive | side] ].

(* What stored cores end with. *)
Ltac settle := solve [assumption | lia | lra | intro; (lia || lra) | nra | intro; nra | tauto].
Ltac close := solve [lra | nra | lia].
Ltac logic := repeat match goal with
  | D : (?a < ?b)%R |- _ =>
    lazymatch goal with N : ~ (b <= a)%R |- _ => fail | _ => assert (~ (b <= a)%R) by (apply Rlt_not_le; exact D) end
  | D : (?a <= ?b)%R |- _ =>
    lazymatch goal with N : ~ (b < a)%R |- _ => fail | _ => assert (~ (b < a)%R) by (apply Rle_not_lt; exact D) end
  | D : (?a > ?b)%Z |- _ => apply Z.gt_lt in D
  | D : (?a < ?b)%Z |- _ =>
    lazymatch goal with N : ~ (b <= a)%Z |- _ => fail | _ => assert (~ (b <= a)%Z) by (apply Zlt_not_le; exact D) end
  | D : (?a <= ?b)%Z |- _ =>
    lazymatch goal with N : ~ (b < a)%Z |- _ => fail | _ => assert (~ (b < a)%Z) by (apply Zle_not_lt; exact D) end
  end; tauto.

Lemma not_first : forall A B : Prop, A \/ B -> ~ A -> B. Proof. tauto. Qed.
Lemma not_second : forall A B : Prop, A \/ B -> ~ B -> A. Proof. tauto. Qed.
Lemma Znot_lt_le : forall a b : Z, ~ (a < b)%Z -> (b <= a)%Z. Proof. lia. Qed.
Lemma Znot_le_lt : forall a b : Z, ~ (a <= b)%Z -> (b < a)%Z. Proof. lia. Qed.

(* What certificates are made of. *)
Lemma lt_gap : forall a b, a < b -> 0 < b - a. Proof. intros; lra. Qed.
Lemma le_gap : forall a b, a <= b -> 0 <= b - a. Proof. intros; lra. Qed.
Lemma eq_gap : forall a b, a = b -> b - a = 0. Proof. intros; lra. Qed.
Lemma eq_times : forall m a, a = 0 -> m * a = 0. Proof. intros m a E. rewrite E. ring. Qed.
Lemma square_sign : forall a, 0 <= a * a. Proof. intro a. nra. Qed.
Lemma root_is_abs : forall a b, a = b ^ 2 -> sqrt a = Rabs b.
Proof. intros a b E. subst. rewrite <- sqrt_Rsqr_abs. unfold Rsqr. f_equal. ring. Qed.

Ltac opposite := match goal with
  | |- (_ <= _)%R => apply Rnot_lt_le; intro N
  | |- (_ < _)%R => apply Rnot_le_lt; intro N
  end.

Ltac opposed := match goal with
  | |- ~ (_ < _)%R => apply Rle_not_lt
  | |- ~ (_ <= _)%R => apply Rlt_not_le
  end.

Ltac equations := repeat match goal with E : ?a = _ |- _ => rewrite E in *; clear E end; solve [ring | field; nra | nra].

(* The sign of a product. *)
Ltac sign := solve [repeat first
  [ assumption
  | apply pow2_ge_0
  | apply pow_lt
  | apply pow_le
  | lra
  | apply Rmult_lt_0_compat
  | apply Rmult_le_pos
  | apply Rplus_le_le_0_compat ]].

(* Names that are written apart and are the same. *)
Ltac same_atom := first
  [ reflexivity
  | ring
  | apply Rmin_comm
  | apply Rmax_comm
  | apply root_is_abs; ring
  | symmetry; apply root_is_abs; ring
  | solve [unfold Rmax, Rmin; progress compare; lra]
  | progress f_equal; same_atom ].
